"""An outline to a sheet: copies, layouts, formats, Word."""
