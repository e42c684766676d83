def orders(conn, request):
    return conn.execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'")  # ÿών €ΐ―υ::error::x
