using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: senders that post to a block whose delegate makes sequences or streams of random lengths, some of which
/// are canceled or fail at their end; a target that takes everything at once, a slow one, or a receiver; in some worlds somebody who
/// completes, faults or cancels the block on the way. Allowed: exactly what the accepted items make comes out, in order; if an item
/// fails in order, what comes before its end; if the block is faulted or canceled, or fails at once, the beginning of it. Forbidden:
/// anything else, more outputs in the block than it may keep, a stream that is not disposed of, an end that never comes.
/// </summary>
internal sealed class ManyOutputsAnItem : IScenario
{
    public string Name => "one-to-many";

    public string Summary => "Streams of random lengths, canceled and failing; exactly what they make comes out.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(600, 5_000);
        for (int i = 0; i < worlds; i++)
        {
            await LiveAsync(run);
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task LiveAsync(StressRun run)
    {
        Random random = run.Random;
        int seed = random.Next();
        using var cancellation = new CancellationTokenSource();
        var streams = new RandomStreams(new Dice(seed), most: random.Next(1, 12), oneFailsOf: random.Next(3) == 0 ? random.Next(3, 500) : 0);
        OrderedBlockOptions options = RandomOptions(random, cancellation.Token);
        OrderedTransformManyBlock<Tagged, MadeOf> block = RandomBlock(random, streams, options);
        run.Watchdog.Show(() => $"world {seed}: {block.Statistics}; in {block.InputCount}, {block.Completion.Status}, open {streams.Open}");
        var kept = new OutputKeeper(() => block.OutputCount, options.OutputCapacity ?? options.BoundedCapacity);
        Task taking = Take(random, block, kept.Add);
        EndingKind? ending = random.Next(3) == 0 ? RandomEnding(random) : null;

        var order = new KnownOrder(block, run.Watchdog.Progress);
        Task sending = order.SendAsync(senders: random.Next(1, 4), first: 0, random.Next(1, 200));
        if (ending is { } kind)
        {
            Thread.SpinWait(random.Next(200_000));
            End(block, kind, cancellation);
        }

        await sending;
        block.Complete();
        await ((Task)block.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await taking;
        kept.AssertWithin($"world {seed}");
        AssertCameOut(order.Accepted, kept.Outputs, streams, block, options.FailureMode, ending, $"world {seed}");
        run.Count("worlds", 1);
        run.Count("accepted", order.Accepted.Count);
        run.Count("came out", kept.Outputs.Count);
    }

    private static void AssertCameOut(
        IReadOnlyList<Tagged> accepted,
        IReadOnlyList<MadeOf> outputs,
        RandomStreams streams,
        OrderedTransformManyBlock<Tagged, MadeOf> block,
        ItemFailureMode onFailure,
        EndingKind? ending,
        string world)
    {
        int failing = accepted.ToList().FindIndex(streams.Fails);
        MadeOf[] expected = [.. accepted.Take(failing < 0 ? accepted.Count : failing + 1).SelectMany(streams.OutputsOf)];
        bool isAbandoned = ending is EndingKind.Fault or EndingKind.Cancel;
        if (isAbandoned || (failing >= 0 && onFailure == ItemFailureMode.FaultBlock))
        {
            ExactSequence.AssertPrefix(expected, outputs, world);
        }
        else
        {
            ExactSequence.Assert(expected, outputs, world);
        }

        bool endedWell = block.Completion.IsCompletedSuccessfully;
        if ((endedWell && failing >= 0) || (!endedWell && failing < 0 && !isAbandoned) || streams.Open != 0 || block.OutputCount != 0)
        {
            throw new ViolationException(
                $"{world}: {block.Completion.Status}, item {failing} fails, {streams.Open} streams are open; {block.Statistics}");
        }
    }

    private static OrderedBlockOptions RandomOptions(Random random, CancellationToken token)
    {
        int capacity = 1 + random.Next(1 << random.Next(1, 8));
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 50),
            MaxDegreeOfParallelism = random.Next(1, 6),
            MaxMessagesPerTask = random.Next(4) == 0 ? random.Next(1, 20) : DataflowBlockOptions.Unbounded,
            FailureMode = random.Next(2) == 0 ? ItemFailureMode.FaultInOrder : ItemFailureMode.FaultBlock,
            WorkerThreadMode = random.Next(4) == 0 ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
            CancellationToken = token,
        };
        if (random.Next(4) > 0)
        {
            options.OutputCapacity = capacity;
            options.OutputCapacityPerItem = random.Next(1, capacity + 1);
        }

        return options;
    }

    private static OrderedTransformManyBlock<Tagged, MadeOf> RandomBlock(
        Random random, RandomStreams streams, OrderedBlockOptions options) => random.Next(4) switch
        {
            0 => new(streams.Enumerate, options),
            1 => new(streams.EnumerateLater, options),
            2 => new(item => streams.Stream(item, CancellationToken.None), options),
            _ => new(streams.Stream, options),
        };

    private static Task Take(Random random, OrderedTransformManyBlock<Tagged, MadeOf> block, Action<MadeOf> keep)
    {
        switch (random.Next(4))
        {
            case 0:
                block.LinkTo(new ShutterTarget<MadeOf>(keep));
                return Task.CompletedTask;
            case 1:
                var sink = new ActionBlock<MadeOf>(keep, new ExecutionDataflowBlockOptions { BoundedCapacity = random.Next(1, 9) });
                block.LinkTo(sink);
                return block.Completion.ContinueWith(
                    _ =>
                    {
                        sink.Complete();
                        return sink.Completion;
                    },
                    TaskScheduler.Default).Unwrap();
            case 2:
                var next = new OrderedTransformBlock<MadeOf, MadeOf>(
                    static output => output, new ExecutionDataflowBlockOptions { BoundedCapacity = random.Next(1, 30), MaxDegreeOfParallelism = 2 });
                block.LinkTo(next);
                next.LinkTo(new ShutterTarget<MadeOf>(keep));
                return block.Completion.ContinueWith(
                    _ =>
                    {
                        next.Complete();
                        return (Task)next.Completion;
                    },
                    TaskScheduler.Default).Unwrap();
            default:
                return Task.Run(async () =>
                {
                    while (await block.OutputAvailableAsync())
                    {
                        while (block.TryReceive(out MadeOf output))
                        {
                            keep(output);
                        }
                    }
                });
        }
    }

    private static EndingKind RandomEnding(Random random) =>
        random.Next(3) switch { 0 => EndingKind.Complete, 1 => EndingKind.Fault, _ => EndingKind.Cancel };

    private static void End(OrderedTransformManyBlock<Tagged, MadeOf> block, EndingKind kind, CancellationTokenSource cancellation)
    {
        switch (kind)
        {
            case EndingKind.Complete:
                block.Complete();
                break;
            case EndingKind.Fault:
                ((IDataflowBlock)block).Fault(new InvalidOperationException("as intended"));
                break;
            default:
                cancellation.Cancel();
                break;
        }
    }
}
