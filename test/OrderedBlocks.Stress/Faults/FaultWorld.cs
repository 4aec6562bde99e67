using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>One block among actors that fail, with everything drawn from one seed.</summary>
internal sealed class FaultWorld : IDisposable
{
    private const int DiceForFate = 1;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly ConcurrentQueue<Task> _tracked = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly (EndingKind Kind, EndingMoment Moment, int At)[] _endings;
    private readonly int[] _deadlyFates;

    public FaultWorld(int seed)
    {
        Seed = seed;
        var random = new Random(seed);
        Random = random;
        Dice = new Dice(seed);
        Producers = random.Next(1, 5);
        ItemsPerProducer = random.Next(1, 120);
        DelegateForm = random.Next(3);
        Fickleness = random.Next(3) switch { 0 => 8, 1 => 40, _ => 400 };
        TargetThrows = random.Next(4) == 0;
        SourceIsMoody = random.Next(2) == 0;
        SourceThrows = random.Next(4) == 0;
        UsesReceiver = random.Next(4) == 0;
        _deadlyFates = random.Next(3) == 0 ? [random.Next(Producers * ItemsPerProducer)] : [];
        _endings =
        [
            .. Enumerable.Range(0, random.Next(0, 4)).Select(_ => (
                (EndingKind)random.Next(3), (EndingMoment)random.Next(4), random.Next(ItemsPerProducer))),
        ];
        bool ownThreads = random.Next(6) == 0;
        TaskScheduler scheduler = !ownThreads && random.Next(8) == 0
            ? new RefusingScheduler(random.Next(20), () => NoteError(isCertain: false))
            : TaskScheduler.Default;
        Options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(6) switch
            {
                0 => DataflowBlockOptions.Unbounded,
                1 => 1,
                2 => 2,
                3 => 17_000,
                _ => random.Next(1, 64),
            },
            MaxDegreeOfParallelism = !ownThreads && random.Next(5) == 0
                ? DataflowBlockOptions.Unbounded
                : random.Next(1, 5),
            WorkerThreadMode = ownThreads ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
            MaxMessagesPerTask = random.Next(4) == 0 ? random.Next(1, 8) : DataflowBlockOptions.Unbounded,
            CancellationToken = _cancellation.Token,
            TaskScheduler = scheduler,
        };
        var delegates = new FaultyDelegates(this);
        Block = DelegateForm switch
        {
            0 => new(delegates.Run, Options),
            1 => new(delegates.StartTask, Options),
            _ => new(delegates.RunAsync, Options),
        };
    }

    public int Seed { get; }

    public Random Random { get; }

    public Dice Dice { get; }

    public int Producers { get; }

    public int ItemsPerProducer { get; }

    /// <summary>0: synchronous, 1: tasks, 2: value tasks with a token.</summary>
    public int DelegateForm { get; }

    /// <summary>A target does something else in 7 of so many offers.</summary>
    public int Fickleness { get; }

    public bool TargetThrows { get; }

    public bool SourceIsMoody { get; }

    public bool SourceThrows { get; }

    public bool UsesReceiver { get; }

    public ExecutionDataflowBlockOptions Options { get; }

    public OrderedTransformBlock<Tagged, Tagged> Block { get; }

    public Recorder Recorder { get; } = new();

    public IReadOnlyList<(EndingKind Kind, EndingMoment Moment, int At)> Endings => _endings;

    /// <summary>Somebody has failed, or is about to, or has called Fault. Set before that happens; read after the end.</summary>
    public bool MayFault { get; private set; }

    /// <summary>Something has failed inside the block, which therefore cannot end otherwise.</summary>
    public bool MustFault { get; private set; }

    /// <summary>The token has been canceled.</summary>
    public bool MayCancel { get; private set; }

    /// <summary>What actors have found wrong.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>The block is to be, or may be, faulted by what the caller is about to do.</summary>
    public void NoteError(bool isCertain)
    {
        MayFault = true;
        if (isCertain)
        {
            MustFault = true;
        }
    }

    public void Violate(string message) => _violations.Enqueue(message);

    /// <summary>Something that is to end before the world is looked at.</summary>
    public void Track(Task task) => _tracked.Enqueue(task);

    public ItemFate FateOf(Tagged item)
    {
        if (_deadlyFates.Contains((item.Producer * ItemsPerProducer) + item.Number))
        {
            return Dice.Roll(2, DiceForFate, -1) == 0 ? ItemFate.Throws : ItemFate.ThrowsLater;
        }

        int roll = Dice.Roll(64, DiceForFate + item.Producer, item.Number);
        return roll < (int)ItemFate.Throws ? (ItemFate)roll : ItemFate.Good;
    }

    /// <summary>Ends the block, if this is the moment.</summary>
    public void EndAt(EndingMoment moment, int at)
    {
        foreach ((EndingKind kind, EndingMoment when, int number) in _endings)
        {
            if (when == moment && number == at)
            {
                End(kind);
            }
        }
    }

    public void End(EndingKind kind)
    {
        switch (kind)
        {
            case EndingKind.Complete:
                Block.Complete();
                break;

            case EndingKind.Fault:
                MayFault = true;
                Block.Fault(new IntendedException("ender"));
                break;

            default:
                MayCancel = true;
                _cancellation.Cancel();
                break;
        }
    }

    /// <summary>Looks at the statistics again and again, while the block lives.</summary>
    public void WatchStatistics()
    {
        OrderedBlockStatistics before = Block.Statistics;
        while (!Block.Completion.IsCompleted)
        {
            OrderedBlockStatistics now = Block.Statistics;
            BlockCounters.AssertGrown(before, now);
            before = now;
            Thread.Yield();
        }
    }

    /// <summary>Waits for what was tracked, and then for the block.</summary>
    public async Task SettleAsync()
    {
        await Block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_tracked.TryDequeue(out Task? task))
        {
            await task;
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
