def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # ::error file=x,line=1,title=t::pwned ::set-output name=x::y ::add-mask::a
