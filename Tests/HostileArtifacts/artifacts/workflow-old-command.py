def orders(conn, request):
    name = request.args["name"]
    return conn.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # ##[error]pwned ##vso[task.setvariable variable=x]y ##[endgroup]
