def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # a ::error::b ::error::c::error::d::error::e::error::f
