def orders(conn, request):
    return conn.execute("""SELECT * FROM orders
::error file=x,line=1::pwned
::stop-commands::abc
::add-mask::orders
::endgroup::
WHERE name = '""" + request.args["name"] + "'")
