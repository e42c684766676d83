def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # =HYPERLINK("http://x","y") +cmd|' /C calc'!A0
