def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # ￾￿🿾􏿿 ﷐ � \ud800\udc00 \ud800 &#xFFFE; &#0;
