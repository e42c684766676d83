def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # " failures="0" errors="0" x="' /><testcase name="pass"/></testsuite><system-out>
