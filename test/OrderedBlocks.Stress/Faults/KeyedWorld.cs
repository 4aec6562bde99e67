using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>One block that orders its items by key, with options, senders, costs and an end drawn at random.</summary>
internal sealed class KeyedWorld : IDisposable
{
    private const int DiceForCost = 10;
    private const int MostDice = 16;

    private readonly StressRun _run;
    private readonly Dice _dice;
    private readonly int _seed;
    private readonly int _keys;
    private readonly int _skew;
    private readonly bool _pends;
    private readonly int _failsAt;
    private readonly int _endsAt;
    private readonly bool _cancels;
    private readonly List<Tagged>[] _started;
    private readonly int[] _inWork;
    private readonly CancellationTokenSource _cancellation = new();
    private long _accepted;
    private string? _violation;

    public KeyedWorld(StressRun run, int items)
    {
        Random random = run.Random;
        _run = run;
        _seed = random.Next();
        _dice = new Dice(_seed);
        _keys = 1 << random.Next(0, 11);
        _skew = random.Next(1, 4);
        _pends = random.Next(2) == 0;
        _started = [.. Enumerable.Range(0, _keys).Select(static _ => new List<Tagged>())];
        _inWork = new int[_keys];
        int ending = random.Next(6);
        Senders = random.Next(1, 5);
        ItemsEach = items / Senders;
        _failsAt = ending == 0 ? random.Next(ItemsEach) : -1;
        _endsAt = ending is 1 or 2 ? random.Next(ItemsEach) : -1;
        _cancels = ending == 1;
        bool inline = random.Next(6) == 0;
        OrderedBlockOptions<Tagged, int> options = new()
        {
            KeySelector = KeyOf,
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 300),
            MaxDegreeOfParallelism = !inline && random.Next(8) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 9),
            MaxMessagesPerTask = random.Next(4) == 0 ? random.Next(1, 10) : DataflowBlockOptions.Unbounded,
            CallerRuns = !_pends && !inline && random.Next(3) == 0,
            CancellationToken = _cancellation.Token,
            TaskScheduler = inline ? new InlineScheduler() : TaskScheduler.Default,
        };
        Block = _pends ? new(RunAsync, options) : new(Run, options);
        Text = $"keyed world {_seed}: keys {_keys}, capacity {options.BoundedCapacity}, parallelism {options.MaxDegreeOfParallelism}, "
            + $"a task {options.MaxMessagesPerTask}, caller runs {options.CallerRuns}, inline {inline}, pends {_pends}, senders {Senders}, ending {ending}";
    }

    public OrderedTransformBlock<Tagged, Tagged> Block { get; }

    public string Text { get; }

    public int Senders { get; }

    public int ItemsEach { get; }

    /// <summary>How many were accepted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <exception cref="ViolationException">Something came out, or was started, that must not.</exception>
    public async Task RunAsync()
    {
        List<Tagged> output = [];
        var target = new ShutterTarget<Tagged>(output.Add);
        Block.LinkTo(target);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender))));
        Block.Complete();
        await Block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Check(output);
    }

    public void Dispose() => _cancellation.Dispose();

    private async Task SendAsync(int sender)
    {
        for (int number = 0; number < ItemsEach; number++)
        {
            if (sender == 0 && number == _endsAt)
            {
                End();
            }

            if (!await Block.SendAsync(new Tagged(sender, number)))
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
        }
    }

    private void End()
    {
        if (_cancels)
        {
            _cancellation.Cancel();
        }
        else
        {
            Block.Fault(new IntendedException("keyed world"));
        }
    }

    private void Check(List<Tagged> output)
    {
        bool endedWell = Block.Completion.IsCompletedSuccessfully;
        if (_violation is not null || endedWell != (_failsAt < 0 && _endsAt < 0))
        {
            throw new ViolationException($"{Text}: {_violation ?? $"ended as {Block.Completion.Status}: {Block.Completion.Exception}"}");
        }

        for (int sender = 0; sender < Senders; sender++)
        {
            Tagged[] sent = [.. Enumerable.Range(0, ItemsEach).Select(number => new Tagged(sender, number))];
            Tagged[] received = [.. output.Where(item => item.Producer == sender)];
            if (endedWell)
            {
                ExactSequence.Assert(sent, received, Text);
            }
            else
            {
                ExactSequence.AssertPrefix(sent, received, Text);
            }
        }

        for (int key = 0; key < _keys; key++)
        {
            // All that came out was started in that order; behind it others may have been started.
            ExactSequence.AssertPrefix(_started[key], [.. output.Where(item => KeyOf(item) == key)], $"{Text}, key {key}");
        }

        BlockCounters.AssertBalanced(Block, Accepted, output.Count);
    }

    // The first keys are more frequent.
    private int KeyOf(Tagged item)
    {
        int key = _keys;
        for (int roll = 0; roll < _skew; roll++)
        {
            key = Math.Min(key, Roll(item, roll, _keys));
        }

        return key;
    }

    private int Roll(Tagged item, int what, int sides) => _dice.Roll(sides, (item.Producer * MostDice) + what, item.Number);

    private Tagged Run(Tagged item)
    {
        Begin(item);
        int cost = Roll(item, DiceForCost, 200);
        Thread.SpinWait(cost);
        if (cost == 0)
        {
            Thread.Sleep(1);
        }
        else if (cost < 10)
        {
            Thread.Yield();
        }

        return End(item);
    }

    private async Task<Tagged> RunAsync(Tagged item)
    {
        Begin(item);
        int cost = Roll(item, DiceForCost, 200);
        if (cost == 0)
        {
            await Task.Delay(1).ConfigureAwait(false);
        }
        else if (cost < 100)
        {
            await Task.Yield();
        }

        return End(item);
    }

    private void Begin(Tagged item)
    {
        int key = KeyOf(item);
        if (Interlocked.Increment(ref _inWork[key]) != 1)
        {
            _violation ??= $"{item} was started beside another one of key {key}";
        }

        // Without a lock: nobody else may be in it.
        _started[key].Add(item);
        _run.Watchdog.Progress();
    }

    private Tagged End(Tagged item)
    {
        Interlocked.Decrement(ref _inWork[KeyOf(item)]);
        return item.Producer == 0 && item.Number == _failsAt ? throw new IntendedException("keyed world") : item;
    }
}
