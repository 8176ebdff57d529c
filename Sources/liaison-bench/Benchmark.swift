import LiaisonSystem

/// One benchmark against peers, run as `liaison-bench NAME`.
protocol Benchmark {
    /// The name on the command line.
    static var name: String { get }
    /// Measures and prints; `arguments` are those after the name.
    static func run(_ arguments: [String]) throws
}

/// Every benchmark there is.
enum Benchmarks {
    static var all: [any Benchmark.Type] {
        [HTTPBenchmark.self, QRBenchmark.self, StoreGenerator.self, LedgerBenchmark.self]
    }

    /// Runs the benchmark that the first argument names.
    ///
    /// - Parameter arguments: The command line without the program.
    /// - Returns: The exit status: 0 measured, 1 failed, 2 no such benchmark.
    static func run(_ arguments: [String]) -> Int32 {
        guard let benchmark = all.first(where: { $0.name == arguments.first }) else {
            print("usage: liaison-bench \(all.map { $0.name }.joined(separator: "|"))")
            return 2
        }
        do {
            try benchmark.run(Array(arguments.dropFirst()))
            return 0
        } catch {
            print("\(benchmark.name): \(error)")
            return 1
        }
    }
}
