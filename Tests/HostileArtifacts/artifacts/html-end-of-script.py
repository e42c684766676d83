def orders(conn, request):
    return conn.execute("""SELECT * FROM orders
</script></style></title></textarea></template><script>alert(1)</script>
<!--<script>
WHERE name = '""" + request.args["name"] + "'")
