def orders(conn, request):
    return conn.execute("""SELECT * FROM orders
=HYPERLINK("http://x","y")
+cmd|' /C calc'!A0
-2+3+cmd
@SUM(1+1)
	=1+1
WHERE name = '""" + request.args["name"] + "'")
