public import JudgeTypes
import Synchronization

/// The models of a run, each made once, so that what one call learns of its server serves all that come after it.
public final class RunModels: Sendable {
  private let table: ProviderTable
  private let environment: [String: String]
  private let transport: any HTTPTransport
  private let made = Mutex<[ModelName: ProviderModel]>([:])

  public init(_ table: ProviderTable, environment: [String: String], transport: any HTTPTransport) {
    self.table = table
    self.environment = environment
    self.transport = transport
  }

  /// The model that `name` stands for; throws `ProviderError` when its provider is not known or its key not set.
  public func model(_ name: ModelName) throws(ProviderError) -> ProviderModel {
    try made.withLock { made throws(ProviderError) in
      if let model = made[name] { return model }
      let model = try table.model(name, environment: environment, transport: transport)
      made[name] = model
      return model
    }
  }
}
