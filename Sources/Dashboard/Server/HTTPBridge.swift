internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Between Hummingbird and the desk: requests become calls, bodies bounded in size and time, and answers responses.
struct HTTPBridge: Sendable {
  /// The largest body that is read, in bytes.
  static let bodyLimit = 64 << 10
  /// How much of a larger one is taken in and dropped, so that its sender comes to read the answer.
  private static let patience = 1 << 20

  let desk: ServerDesk
  /// How long a body may take to come.
  let bodyTime: Duration

  /// The request's context that knows the connection.
  struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      channel = source.channel
    }
  }

  func respond(to request: Request, _ context: Context) async -> Response {
    var mustClose = false
    let answer = await desk.answer(request.method, request.headers) {
      // The first one names the server; another one after it would be another name for others on the way.
      if let name = HTTPField.Name("Host"), request.headers[name] != nil {
        throw Problem(.badRequest, "The Host header stands there twice. Send it once.")
      }
      let target = try RequestTarget(request.head.path ?? "")
      let body: [UInt8]
      do throws(BodyFault) { body = try await self.body(of: request) } catch {
        mustClose = error.isEndUnread
        throw error.problem
      }
      return ServerCall(
        method: request.method, target: target, headers: request.headers, host: request.head.authority ?? "",
        body: body,
        address: context.channel.remoteAddress?.ipAddress ?? "", request: request)
    }
    return Self.response(answer, to: request.method, closing: mustClose ? context.channel : nil)
  }

  // MARK: Bodies

  private struct BodyFault: Error {
    let problem: Problem
    /// Whether more of it comes, which must not be taken for the next request.
    let isEndUnread: Bool

    static func tooLarge(isEndUnread: Bool) -> BodyFault {
      BodyFault(
        problem: Problem(.contentTooLarge, "The body is larger than \(bodyLimit) bytes. Send less."),
        isEndUnread: isEndUnread)
    }
  }

  private func body(of request: Request) async throws(BodyFault) -> [UInt8] {
    let length = request.headers[.contentLength].flatMap { Int($0) }
    guard length ?? 0 > 0 || request.headers[.transferEncoding] != nil else { return [] }
    if let length, length > Self.patience { throw .tooLarge(isEndUnread: true) }
    let outcome = await withTaskGroup(of: Result<[UInt8], BodyFault>?.self) { tasks in
      tasks.addTask {
        do throws(BodyFault) { return .success(try await Self.collected(request.body)) } catch {
          return .failure(error)
        }
      }
      tasks.addTask {
        try? await Task.sleep(for: bodyTime)
        return nil
      }
      let first = await tasks.next() ?? nil
      tasks.cancelAll()
      return first
    }
    guard let outcome else {
      throw BodyFault(
        problem: Problem(.requestTimeout, "The body did not come within \(bodyTime). Send it at once."),
        isEndUnread: true)
    }
    return try outcome.get()
  }

  private static func collected(_ body: RequestBody) async throws(BodyFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var count = 0
    do {
      for try await part in body {
        count += part.readableBytes
        if count <= bodyLimit { bytes += part.readableBytesView }
        if count > patience { break }
      }
    } catch {
      throw BodyFault(problem: Problem(.badRequest, "The body did not come whole."), isEndUnread: true)
    }
    guard count <= bodyLimit else { throw .tooLarge(isEndUnread: count > patience) }
    return bytes
  }

  // MARK: Answers

  private static func response(
    _ answer: ServerAnswer, to method: HTTPRequest.Method, closing channel: (any Channel)?
  ) -> Response {
    var headers = answer.headers
    switch answer.body {
    case .stream(let body):
      return Response(status: answer.status, headers: headers, body: method == .head ? ResponseBody() : body)
    case .bytes(let bytes):
      if answer.status != .notModified { headers[.contentLength] = "\(bytes.count)" }
      guard let channel else {
        let body =
          method == .head || bytes.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        var response = Response(status: answer.status, headers: headers, body: body)
        if answer.status == .notModified { response.headers[.contentLength] = nil }
        return response
      }
      headers[.connection] = "close"
      return Response(
        status: answer.status, headers: headers,
        body: ResponseBody(contentLength: bytes.count) { writer in
          try await writer.write(ByteBuffer(bytes: bytes))
          try await writer.finish(nil)
          try? await channel.close()
        })
    }
  }
}
