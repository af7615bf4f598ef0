"""The back office: where a clerk works all day. A screen gathers, calls one service, and shows."""
