def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # @team @octocat @org/security-team #1 org/repo#2 GH-3 fixes #4 /approve
