def orders(conn, request): return conn.execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'")  # ﻿::error::x
