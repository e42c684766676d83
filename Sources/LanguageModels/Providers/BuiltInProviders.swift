extension ProviderConfiguration {
  /// The providers that need no configuration but a key.
  public static let builtIn: [ProviderConfiguration] = [
    ProviderConfiguration(
      id: "anthropic", dialect: .anthropic, baseURL: "https://api.anthropic.com", keyVariable: "ANTHROPIC_API_KEY"),
    ProviderConfiguration(
      id: "openai", dialect: .openai, baseURL: "https://api.openai.com/v1", keyVariable: "OPENAI_API_KEY",
      outputLimitField: "max_completion_tokens"),
    ProviderConfiguration(
      id: "gemini", dialect: .openai, baseURL: "https://generativelanguage.googleapis.com/v1beta/openai",
      keyVariable: "GEMINI_API_KEY"),
    ProviderConfiguration(
      id: "together", dialect: .openai, baseURL: "https://api.together.xyz/v1", keyVariable: "TOGETHER_API_KEY"),
    ProviderConfiguration(
      id: "openrouter", dialect: .openai, baseURL: "https://openrouter.ai/api/v1", keyVariable: "OPENROUTER_API_KEY",
      extraHeaders: [HTTPHeader("X-Title", "moe-judge")]),
    // DeepSeek's own API refuses a JSON schema as response format.
    ProviderConfiguration(
      id: "deepseek", dialect: .openai, baseURL: "https://api.deepseek.com", keyVariable: "DEEPSEEK_API_KEY",
      shapes: [.forcedTool, .jsonMode, .text]),
    ProviderConfiguration(
      id: "groq", dialect: .openai, baseURL: "https://api.groq.com/openai/v1", keyVariable: "GROQ_API_KEY"),
    ProviderConfiguration(
      id: "mistral", dialect: .openai, baseURL: "https://api.mistral.ai/v1", keyVariable: "MISTRAL_API_KEY"),
    ProviderConfiguration(
      id: "ollama", dialect: .openai, baseURL: "http://127.0.0.1:11434/v1", keyVariable: nil),
  ]
}
