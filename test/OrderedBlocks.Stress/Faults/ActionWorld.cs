using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>One action block among actors that may fail, with everything drawn from one seed.</summary>
internal sealed class ActionWorld : IDisposable
{
    private const int Producers = 4;
    private const int DiceForProduce = 1;
    private const int DiceForConsume = 101;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Random _random;
    private readonly Dice _dice;
    private readonly int _itemsPerProducer;
    private readonly EndingKind? _ending;
    private readonly bool _endsInside;
    private readonly Tagged _endsAt;
    private readonly Tagged? _deadly;
    private readonly bool _drops;
    private readonly List<Tagged>[] _accepted = [.. Enumerable.Range(0, Producers).Select(static _ => new List<Tagged>())];

    // The block's alone, one call at a time: plain on purpose.
    private readonly List<Tagged> _consumed = [];
    private int _inside;
    private int _most;

    public ActionWorld(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        _dice = new Dice(seed);
        _itemsPerProducer = _random.Next(1, 150);
        _ending = _random.Next(2) == 0 ? (EndingKind)_random.Next(3) : null;
        _endsInside = _random.Next(2) == 0;
        _endsAt = new Tagged(_random.Next(Producers), _random.Next(_itemsPerProducer));
        _deadly = _random.Next(4) == 0 ? new Tagged(_random.Next(Producers), _random.Next(_itemsPerProducer)) : null;
        _drops = _random.Next(2) == 0;
        bool ownThreads = _random.Next(6) == 0;
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = _random.Next(5) == 0 ? DataflowBlockOptions.Unbounded : _random.Next(1, 40),
            MaxDegreeOfParallelism = !ownThreads && _random.Next(5) == 0 ? DataflowBlockOptions.Unbounded : _random.Next(1, 5),
            MaxMessagesPerTask = _random.Next(4) == 0 ? _random.Next(1, 8) : DataflowBlockOptions.Unbounded,
            WorkerThreadMode = ownThreads ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
            CancellationToken = _cancellation.Token,
        };
        Block = _random.Next(4) switch
        {
            0 => new(item => ProduceAsync(item, mayWait: false).GetAwaiter().GetResult(), Consume, options),
            1 => new(item => ProduceAsync(item, mayWait: true), Consume, options),
            2 => new(item => ProduceAsync(item, mayWait: false), result => ConsumeAsync(result, mayWait: true), options),
            _ => new(
                (item, _) => new ValueTask<Tagged>(ProduceAsync(item, mayWait: true)),
                (result, _) => new ValueTask(ConsumeAsync(result, mayWait: true)),
                options),
        };
    }

    public int Seed { get; }

    public OrderedActionBlock<Tagged, Tagged> Block { get; }

    public async Task LiveAsync()
    {
        Task[] producing = [.. Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < _itemsPerProducer; number++)
            {
                var item = new Tagged(producer, number);
                if (!_endsInside && item == _endsAt)
                {
                    End();
                }

                if (!await Block.SendAsync(item))
                {
                    return;
                }

                _accepted[producer].Add(item);
            }
        }))];
        await Task.WhenAll(producing);
        Block.Complete();
        await Block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Check()
    {
        if (_most > 1)
        {
            throw new ViolationException($"World {Seed}: {_most} calls at the same time.");
        }

        bool endedWell = Block.Completion.IsCompletedSuccessfully;
        for (int producer = 0; producer < Producers; producer++)
        {
            int number = producer;
            Tagged[] expected = [.. _accepted[producer].Where(item => !IsDropped(item, DiceForProduce))];
            Tagged[] consumed = [.. _consumed.Where(item => item.Producer == number)];
            ExactSequence.AssertPrefix(expected, consumed, $"world {Seed}, producer {producer}");
            if (endedWell)
            {
                ExactSequence.Assert(expected, consumed, $"world {Seed}, producer {producer}");
            }
        }

        OrderedBlockStatistics end = Block.Statistics;
        if (end.Admitted != _accepted.Sum(static list => list.Count)
            || end.Admitted != end.Released + end.Failed + end.Dropped
            || (endedWell && (end.Failed > 0 || end.DroppedByFault + end.DroppedByCancellation > 0))
            || (end.Failed > 0 && !Block.Completion.IsFaulted)
            || end.Queued + end.Running + end.Waiting != 0)
        {
            throw new ViolationException($"World {Seed}: {end}, {Block.Completion.Status}");
        }
    }

    public void Dispose() => _cancellation.Dispose();

    private void End()
    {
        switch (_ending)
        {
            case EndingKind.Complete:
                Block.Complete();
                break;

            case EndingKind.Fault:
                Block.Fault(new IntendedException("ender"));
                break;

            case not null:
                _cancellation.Cancel();
                break;
        }
    }

    private bool IsDropped(Tagged item, int what) => _drops && _dice.Roll(16, what + item.Producer, item.Number) == 0;

    private bool IsDeadlyIn(Tagged item, int what) => item == _deadly && _dice.Roll(2, 0, 0) == (what == DiceForProduce ? 0 : 1);

    private async Task<Tagged> ProduceAsync(Tagged item, bool mayWait)
    {
        await WaitAsync(item, DiceForProduce, mayWait);
        ThrowIfMeant(item, DiceForProduce);
        return item;
    }

    private void Consume(Tagged result)
    {
        _most = Math.Max(_most, ++_inside);
        _consumed.Add(result);
        if (_endsInside && result == _endsAt)
        {
            End();
        }

        _inside--;
        ThrowIfMeant(result, DiceForConsume);
    }

    private async Task ConsumeAsync(Tagged result, bool mayWait)
    {
        _most = Math.Max(_most, ++_inside);
        await WaitAsync(result, DiceForConsume, mayWait);
        _inside--;
        Consume(result);
    }

    private async Task WaitAsync(Tagged item, int what, bool mayWait)
    {
        int roll = _dice.Roll(600, what + item.Producer, item.Number + 1000);
        if (mayWait && roll < 100)
        {
            await Task.Yield();
        }
        else if (mayWait && roll == 100)
        {
            await Task.Delay(1);
        }
        else
        {
            Thread.SpinWait(roll / 4);
        }
    }

    private void ThrowIfMeant(Tagged item, int what)
    {
        if (IsDeadlyIn(item, what))
        {
            throw new IntendedException($"{item}");
        }

        if (IsDropped(item, what))
        {
            throw new OperationCanceledException();
        }
    }
}
