#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// e to the power of `value`.
@inline(__always) func exponential(_ value: Double) -> Double { exp(value) }

/// The natural logarithm.
@inline(__always) func logarithm(_ value: Double) -> Double { log(value) }

/// Replaces utilities by the probabilities in proportion to their exponentials; gives the logarithm of the sum.
@discardableResult
func softmax(_ utilities: inout [Double]) -> Double {
  guard let most = utilities.max() else { return 0 }
  var sum = 0.0
  for index in utilities.indices {
    utilities[index] = exponential(utilities[index] - most)
    sum += utilities[index]
  }
  for index in utilities.indices { utilities[index] /= sum }
  return most + logarithm(sum)
}
