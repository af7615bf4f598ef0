"""What goes wrong: processes killed, connections cut, races. Short here, long by `make faults`."""
