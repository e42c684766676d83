/// A conditional logit over candidates: a label's probability is in proportion to the exponential of its features' weighted sum.
///
/// D. McFadden, Conditional logit analysis of qualitative choice behavior (1974); fitted by penalised likelihood.
struct ConditionalLogit {
  let candidates: Candidates
  /// Of each row, the votes weighted by the judges' records.
  let weightedVotes: [Double]
  /// How many columns count: all, or the label-free ones.
  let width: Int

  /// The coefficients that fit `items` best, held at `prior` by `penalties`.
  func fit(_ items: [Int], penalties: [Double], prior: [Double], from start: [Double]) -> [Double] {
    var coefficients = start
    // Columns that do not count stay where they are drawn to.
    for column in width..<coefficients.count { coefficients[column] = prior[column] }
    return Minimiser.minimum(from: coefficients) { point, gradient in
      var value = 0.0
      for column in 0..<point.count {
        let distance = column < width ? point[column] - prior[column] : 0
        value += 0.5 * penalties[column] * distance * distance
        gradient[column] = penalties[column] * distance
      }
      return value + addLoss(of: items, at: point, to: &gradient)
    }
  }

  /// The negative log-likelihood of the items whose right label is a candidate.
  private func addLoss(of items: [Int], at point: [Double], to gradient: inout [Double]) -> Double {
    var loss = 0.0
    var probabilities: [Double] = []
    for item in items {
      guard let target = candidates.targets[item] else { continue }
      let rows = candidates.rows(of: item)
      probabilities.removeAll(keepingCapacity: true)
      for row in rows { probabilities.append(utility(of: row, at: point)) }
      let right = probabilities[target - rows.lowerBound]
      loss += softmax(&probabilities) - right
      for row in rows {
        let excess = probabilities[row - rows.lowerBound] - (row == target ? 1 : 0)
        gradient[0] += excess * weightedVotes[row]
        for place in candidates.rowStarts[row]..<candidates.rowStarts[row + 1] {
          let column = Int(candidates.columns[place])
          if column < width { gradient[column] += excess * candidates.values[place] }
        }
      }
    }
    return loss
  }

  private func utility(of row: Int, at point: [Double]) -> Double {
    var sum = point[0] * weightedVotes[row]
    for place in candidates.rowStarts[row]..<candidates.rowStarts[row + 1] {
      let column = Int(candidates.columns[place])
      if column < width { sum += point[column] * candidates.values[place] }
    }
    return sum
  }

  /// The candidates' utilities of one item, row after row.
  func utilities(_ item: Int, at point: [Double]) -> [Double] {
    candidates.rows(of: item).map { utility(of: $0, at: point) }
  }
}
