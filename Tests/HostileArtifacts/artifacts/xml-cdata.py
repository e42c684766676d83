def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # ]]> <![CDATA[ ]]]]><![CDATA[> <?xml version="1.0"?> <?pi x?>
