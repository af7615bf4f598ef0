"""The command line: one file per idea, each calling one service and showing its answer."""
