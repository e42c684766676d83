def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # ![x](http://x/pixel.png) [y](javascript:alert(1)) <http://x> www.x.example http://x.example [z]: http://x *b* _i_ ~~s~~
