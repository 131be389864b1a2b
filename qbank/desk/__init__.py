"""The desk: qbank in the browser, on the host's own machine. A face over `tasks`, loaded by `qbank desk` alone."""
