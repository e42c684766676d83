import Synchronization
import ToolServer

/// Carries out what a conversation asks for: answers at once, calls side by side, until the client has said all.
final class ToolService: Sendable {
  /// In bytes of one line.
  private static let longestMessage = 8 << 20
  private static let mostCalls = 64

  private let wire: Wire
  private let tools: ServedTools
  private let conversation: Mutex<Conversation>
  private let flights = CallsInFlight()

  init(_ tools: ServedTools, on wire: Wire) {
    self.wire = wire
    self.tools = tools
    conversation = Mutex(Conversation(with: tools.description))
  }

  /// Ends when nothing more comes and all is answered, or when nobody reads the answers.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      let isHeard = await receive(into: &group)
      if !isHeard || wire.isUnheard { flights.stopAll() }
      async let watch: Void = stopOnceUnheard()
      await group.waitForAll()
      wire.stop()
      await watch
    }
  }

  /// Calls that are in flight at the end are finished for as long as somebody may read their answers.
  private func stopOnceUnheard() async {
    if await wire.outputClosed() { flights.stopAll() }
  }

  /// - Returns: false where nobody reads any more.
  private func receive(into group: inout TaskGroup<Void>) async -> Bool {
    var lines = LineBuffer(limit: Self.longestMessage)
    while true {
      switch await wire.next() {
      case .bytes(let piece): for line in lines.add(piece) { take(line, into: &group) }
      case .ended:
        if let rest = lines.end() { take(rest, into: &group) }
        return true
      case .stopped: return true
      case .outputClosed: return false
      }
    }
  }

  private func take(_ line: LineBuffer.Line, into group: inout TaskGroup<Void>) {
    switch conversation.withLock({ $0.receive(line, limit: Self.longestMessage) }) {
    case .nothing: break
    case .send(let message): wire.send(message.line)
    case .cancel(let call): flights.stop(call)
    case .call(let call):
      guard conversation.withLock({ $0.callsInFlight }) <= Self.mostCalls else {
        return end(call, with: .refusal("\(Self.mostCalls) calls are in flight already. Wait for one to end."))
      }
      let signal = flights.begin(call.id)
      group.addTask { await self.carryOut(call, until: signal) }
    }
  }

  /// One of two comes first: the answer, or the word that none is wanted.
  private func carryOut(_ call: ToolCall, until signal: CallsInFlight.Signal) async {
    let answer = await withTaskGroup(of: ToolAnswer?.self) { group in
      group.addTask { await self.tools.answer(to: call, telling: self.progress(of: call)) }
      group.addTask {
        for await _ in signal {}
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    guard let answer, flights.holds(call.id) else {
      return conversation.withLock { $0.end(call.id) }
    }
    flights.stop(call.id)
    end(call, with: answer)
  }

  private func end(_ call: ToolCall, with answer: ToolAnswer) {
    let message = conversation.withLock { conversation in
      conversation.end(call.id)
      return conversation.message(answer, to: call)
    }
    wire.send(message.line)
  }

  /// Where the client wants to hear of progress, it does.
  private func progress(of call: ToolCall) -> @Sendable (CallStep) -> Void {
    guard let token = call.progressToken else { return { _ in } }
    let progress = ProgressLine(token)
    return { [wire, flights] step in
      progress.take(step) { message in
        // Nothing is told of a call that is answered or not wanted any more.
        if flights.holds(call.id) { wire.send(message.line) }
      }
    }
  }
}

/// What happens in a call.
enum CallStep: Sendable {
  case began(parts: Int)
  case partEnded
}

/// Counts steps that come from several threads, and hands them on in their order.
private final class ProgressLine: Sendable {
  private let progress: Mutex<CallProgress>

  init(_ token: ProgressToken) { progress = Mutex(CallProgress(token)) }

  func take(_ step: CallStep, sending send: (OutgoingMessage) -> Void) {
    progress.withLock { progress in
      switch step {
      case .began(let parts): send(progress.begin(parts: parts))
      case .partEnded: send(progress.advance())
      }
    }
  }
}
