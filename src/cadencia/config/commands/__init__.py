"""The commands that look after the installation itself; cli.main names them."""
