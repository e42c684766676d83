def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # %0A::error::pwned %0D%0A::warning::x %25 %3A %2C
