"""What fields offer while one types: customers, items, contracts …"""
