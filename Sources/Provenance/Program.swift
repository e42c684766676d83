/// The program itself.
public enum Program {
  /// Of moe-judge, as every record and report names it.
  public static let version = "0.1.0"
}
