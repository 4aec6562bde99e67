using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Growth;

/// <summary>The sizes that grow: one at a time, while the others stay.</summary>
internal sealed class GrowthTables(int items, double nanosecondsARound)
{
    private const int PendingCapacity = 16;

    // some work for the degree of parallelism to act on
    private const int WorkNanoseconds = 500;

    public IReadOnlyList<GrowthTable> All() =>
    [
        new GrowthTable(
            "capacity", $"no work, parallelism {Mesh.Parallelism}, one producer", Powers(16, 1 << 20, 4), Capacity),
        new GrowthTable(
            "parallelism",
            $"{WorkNanoseconds} ns of work, capacity {Mesh.Capacity}, one producer",
            Powers(1, 16, 2),
            Parallelism),
        new GrowthTable(
            "producers", $"no work, capacity {Mesh.Capacity}, parallelism {Mesh.Parallelism}", Powers(1, 16, 2), Producers),
        new GrowthTable(
            "pending",
            $"messages that wait; no work, capacity {PendingCapacity}, parallelism {Mesh.Parallelism}",
            Powers(1, 100_000, 10),
            Pending),
    ];

    private static int[] Powers(int first, int last, int factor)
    {
        var values = new List<int>();
        for (int value = first; value <= last; value *= factor)
        {
            values.Add(value);
        }

        return [.. values];
    }

    private static List<Contestant> Blocks(int items, Func<BlockKind, Task> run) =>
        [.. BlockKind.Both.Select(kind => new Contestant(kind.Name, items, () => run(kind)))];

    private static IPropagatorBlock<long, long> Create(
        BlockKind kind, int capacity, int parallelism, Func<long, long> transform) =>
        kind.Create(
            transform,
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = parallelism });

    // several times as many items as fit, so that the block is seen full and not only while it fills
    private List<Contestant> Capacity(int capacity)
    {
        int count = Math.Max(items, 2 * capacity);
        return Blocks(
            count,
            kind => Traffic.OneProducerAsync(
                kind.Name, Create(kind, capacity, Mesh.Parallelism, static item => item), count));
    }

    private List<Contestant> Parallelism(int parallelism)
    {
        var work = Work.OfNanoseconds(WorkNanoseconds, nanosecondsARound);
        return Blocks(
            items,
            kind => Traffic.OneProducerAsync(kind.Name, Create(kind, Mesh.Capacity, parallelism, work.Transform), items));
    }

    private List<Contestant> Producers(int producers)
    {
        int each = items / producers;
        return Blocks(
            each * producers,
            kind => Traffic.ProducersAsync(
                kind.Name, Create(kind, Mesh.Capacity, Mesh.Parallelism, static item => item), producers, each));
    }

    private List<Contestant> Pending(int pending)
    {
        int count = Math.Max(items, 2 * pending);
        return Blocks(
            count,
            kind => Traffic.PendingAsync(
                kind.Name, Create(kind, PendingCapacity, Mesh.Parallelism, static item => item), pending, count));
    }
}
