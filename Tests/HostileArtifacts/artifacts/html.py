def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # "><script>alert(1)</script><img src=x onerror=alert(1)> '><svg/onload=alert(1)>
