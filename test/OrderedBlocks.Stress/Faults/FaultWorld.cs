using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
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
    private int _delegateCalls;
    private volatile bool _mayFault;
    private volatile bool _mustFault;
    private volatile bool _mayCancel;

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
            WorkerThreads = ownThreads ? WorkerThreads.Dedicated : WorkerThreads.Pool,
            MaxMessagesPerTask = random.Next(4) == 0 ? random.Next(1, 8) : DataflowBlockOptions.Unbounded,
            CancellationToken = _cancellation.Token,
            TaskScheduler = scheduler,
        };
        Block = DelegateForm switch
        {
            0 => new(Synchronous, Options),
            1 => new(StartTask, Options),
            _ => new(ValueTasksAsync, Options),
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

    /// <summary>The block is to be, or may be, faulted by what the caller is about to do.</summary>
    public void NoteError(bool isCertain)
    {
        _mayFault = true;
        if (isCertain)
        {
            _mustFault = true;
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
                _mayFault = true;
                Block.Fault(new IntendedException("ender"));
                break;

            default:
                _mayCancel = true;
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

    /// <summary>Looks at how it has ended.</summary>
    public void Check(IReadOnlyList<Tagged>[] accepted)
    {
        IReadOnlyList<Tagged> items = Recorder.Items;
        for (int producer = 0; producer < accepted.Length; producer++)
        {
            Tagged[] expected =
            [
                .. accepted[producer].TakeWhile(item => FateOf(item) < ItemFate.Throws)
                    .Where(item => FateOf(item) < ItemFate.Cancelled),
            ];
            Tagged[] actual = [.. items.Where(item => item.Producer == producer)];
            string where = $"world {Seed}, producer {producer}";
            if (Block.Completion.IsCompletedSuccessfully)
            {
                ExactSequence.Assert(expected, actual, where);
            }
            else
            {
                ExactSequence.AssertPrefix(expected, actual, where);
            }
        }

        BlockCounters.AssertBalanced(Block, accepted.Sum(static list => list.Count), items.Count);
        TaskStatus status = Block.Completion.Status;
        if ((status == TaskStatus.Faulted && !_mayFault)
            || (status == TaskStatus.Canceled && (!_mayCancel || _mustFault))
            || (status == TaskStatus.RanToCompletion && _mustFault))
        {
            throw new ViolationException($"World {Seed} ended as {status}: {Block.Completion.Exception}");
        }

        CheckReasons(accepted);
        if (_violations.TryPeek(out string? violation))
        {
            throw new ViolationException($"World {Seed}: {violation}");
        }
    }

    // Who ended well has transformed all that was accepted: then it is known what each item has become.
    private void CheckReasons(IReadOnlyList<Tagged>[] accepted)
    {
        OrderedBlockStatistics end = Block.Statistics;
        long cancelled = 0;
        long nulls = 0;
        foreach (ItemFate fate in accepted.SelectMany(static list => list).Select(FateOf))
        {
            bool isNull = fate == ItemFate.NullTask && DelegateForm == 1;
            nulls += isNull ? 1 : 0;
            cancelled += !isNull && fate is >= ItemFate.Cancelled and < ItemFate.Throws ? 1 : 0;
        }

        bool endedWell = Block.Completion.IsCompletedSuccessfully;
        if (endedWell
                ? end.Failed != 0 || end.CancelledItems != cancelled || end.NullTasks != nulls
                : end.CancelledItems > cancelled || end.NullTasks > nulls || (end.Failed > 0 && !Block.Completion.IsFaulted))
        {
            throw new ViolationException(
                $"World {Seed}: {cancelled} items to cancel, {nulls} null tasks, and {end} with {end.CancelledItems} cancelled, "
                + $"{end.NullTasks} null tasks; {Block.Completion.Status}.");
        }
    }

    public void Dispose() => _cancellation.Dispose();

    private ItemFate Begin(Tagged item)
    {
        EndAt(EndingMoment.Delegate, Interlocked.Increment(ref _delegateCalls) - 1);
        ItemFate fate = FateOf(item);
        if (fate >= ItemFate.Throws)
        {
            NoteError(isCertain: true);
        }

        return fate;
    }

    private Tagged Synchronous(Tagged item)
    {
        switch (Begin(item))
        {
            case ItemFate.Good or ItemFate.Later:
                return item;

            case ItemFate.Slow:
                Thread.SpinWait(500);
                return item;

            case ItemFate.Cancelled or ItemFate.CancelledTask or ItemFate.NullTask:
                throw new OperationCanceledException();

            default:
                throw new IntendedException("delegate");
        }
    }

    private Task<Tagged> StartTask(Tagged item) => Begin(item) switch
    {
        ItemFate.Good => Task.FromResult(item),
        ItemFate.Slow or ItemFate.Later => LaterAsync(item),
        ItemFate.Cancelled => throw new OperationCanceledException(),
        ItemFate.CancelledTask => Task.FromCanceled<Tagged>(new CancellationToken(canceled: true)),
        ItemFate.NullTask => null!,
        ItemFate.Throws => throw new IntendedException("delegate"),
        _ => ThrowLaterAsync(),
    };

    private async ValueTask<Tagged> ValueTasksAsync(Tagged item, CancellationToken token)
    {
        ItemFate fate = Begin(item);
        if (fate is ItemFate.Slow or ItemFate.Later or ItemFate.ThrowsLater or ItemFate.CancelledTask)
        {
            await YieldToPool();
        }

        return fate switch
        {
            ItemFate.Good or ItemFate.Slow or ItemFate.Later => item,
            ItemFate.Throws or ItemFate.ThrowsLater => throw new IntendedException("delegate"),
            _ => throw new OperationCanceledException(),
        };
    }

    // Not Task.Yield: it goes on on the block's scheduler, which may refuse.
    private static ConfiguredTaskAwaitable YieldToPool() =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static async Task<Tagged> LaterAsync(Tagged item)
    {
        await YieldToPool();
        return item;
    }

    private static async Task<Tagged> ThrowLaterAsync()
    {
        await YieldToPool();
        throw new IntendedException("delegate");
    }
}
