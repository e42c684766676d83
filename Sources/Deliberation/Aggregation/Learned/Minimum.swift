/// Finds the minimum of a smooth convex function by limited-memory BFGS with backtracking.
///
/// J. Nocedal and S. J. Wright, Numerical Optimization (2006), algorithms 7.4 and 3.1.
struct Minimiser {
  private static let memory = 8
  private static let steps = 200
  private static let tolerance = 1e-7

  /// - Parameters:
  ///   - start: where to begin.
  ///   - function: the value at a point, writing the gradient there.
  static func minimum(from start: [Double], _ function: ([Double], inout [Double]) -> Double) -> [Double] {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = function(point, &gradient)
    var history: [(step: [Double], change: [Double], curvature: Double)] = []
    for _ in 0..<steps {
      var direction = direction(gradient, history)
      var slope = dot(direction, gradient)
      if slope >= 0 {
        history = []
        direction = gradient.map { -$0 }
        slope = -dot(gradient, gradient)
      }
      guard slope < 0 else { break }
      var length = history.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var (next, nextGradient, nextValue) = (point, gradient, value)
      var isLower = false
      for _ in 0..<30 {
        for index in point.indices { next[index] = point[index] + length * direction[index] }
        nextValue = function(next, &nextGradient)
        isLower = nextValue <= value + 1e-4 * length * slope
        if isLower { break }
        length /= 2
      }
      guard isLower else { break }
      let step = zip(next, point).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-12 {
        if history.count == memory { history.removeFirst() }
        history.append((step, change, curvature))
      }
      let gain = value - nextValue
      (point, gradient, value) = (next, nextGradient, nextValue)
      if gain <= tolerance * max(1, value.magnitude) { break }
    }
    return point
  }

  /// The two-loop recursion.
  private static func direction(
    _ gradient: [Double], _ history: [(step: [Double], change: [Double], curvature: Double)]
  ) -> [Double] {
    var direction = gradient.map { -$0 }
    var factors: [Double] = []
    for (step, change, curvature) in history.reversed() {
      let factor = dot(step, direction) / curvature
      factors.append(factor)
      for index in direction.indices { direction[index] -= factor * change[index] }
    }
    if let last = history.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (entry, factor) in zip(history, factors.reversed()) {
      let other = dot(entry.change, direction) / entry.curvature
      for index in direction.indices { direction[index] += entry.step[index] * (factor - other) }
    }
    return direction
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
