"""Everybody's questions: notes of any number of shows -> Parquet, counted by wording; on one machine or on many (docs/ARCHIVE.md)."""
