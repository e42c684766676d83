def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # &lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;amp; &quot; &
