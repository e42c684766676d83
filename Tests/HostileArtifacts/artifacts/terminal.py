def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # [2J[1;31mPASS[0m ]0;title ]8;;http://x\link]8;;\ 
