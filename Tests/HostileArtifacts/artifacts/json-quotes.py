def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # "},{"ruleId":"x","level":"none"}],"results":[ \ \" \u0000 \n \ud800 {"a":1,"a":2}
