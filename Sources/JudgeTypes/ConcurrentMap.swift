import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// `transform` of each element, in their order, on as many cores as there are.
  public func concurrentMap<Mapped: Sendable>(_ transform: @Sendable (Element) -> Mapped) -> [Mapped] {
    let results = Mutex([Mapped?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let mapped = transform(self[index])
      results.withLock { $0[index] = mapped }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
