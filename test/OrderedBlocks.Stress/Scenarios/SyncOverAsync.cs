using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;
using OrderedBlocks.Stress.Pools;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: a pool of four threads, of which three are callers that block: two in SendAsync(...).Wait(), one in Receive. The
/// same against TransformBlock. Allowed: with one thread free, everything comes out in order. With all four blocked in sends to
/// a full block nothing need move: whoever makes room, or ends the task of a send, needs a thread, in TransformBlock, too;
/// but when one of the four gives up, everything goes on. Forbidden: anything
/// else.
/// </summary>
internal sealed class SyncOverAsync : IScenario
{
    private const int PoolThreads = 4;
    private const int Senders = 2;
    private const int ItemsPerSender = 500;

    public string Name => "sync-over-async";

    public string Summary => "Pool threads block in SendAsync(...).Wait() and Receive, four threads at most.";

    public Task RunAsync(StressRun run)
    {
        PoolHold.LimitPool(PoolThreads);
        int rounds = run.Pick(15, 150);
        for (int round = 0; round < rounds; round++)
        {
            var options = new ExecutionDataflowBlockOptions
            {
                BoundedCapacity = run.Random.Next(1, 17),
                MaxDegreeOfParallelism = run.Random.Next(1, 4),
            };
            var ours = new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
            run.Show("three of four", ours);
            ThreeOfFour(run, ours);
            BlockCounters.AssertBalanced(ours, Senders * ItemsPerSender, Senders * ItemsPerSender);
            ThreeOfFour(run, new TransformBlock<Tagged, Tagged>(static item => item, options));
            ours = new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
            run.Show("all four", ours);
            AllFour(run, ours);
            BlockCounters.AssertAtRest(ours);
            AllFour(run, new TransformBlock<Tagged, Tagged>(static item => item, options));
            run.Watchdog.ShowNothing();
        }

        return Task.CompletedTask;
    }

    private static void ThreeOfFour<TBlock>(StressRun run, TBlock block)
        where TBlock : IPropagatorBlock<Tagged, Tagged>, IReceivableSourceBlock<Tagged>
    {
        var check = new SequenceCheck(Senders);
        Task receiving = Task.Run(() =>
        {
            for (int i = 0; i < ItemsPerSender * Senders; i++)
            {
                check.Take(block.Receive());
                run.Watchdog.Progress();
            }
        });
        Task[] sending = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (int number = 0; number < ItemsPerSender; number++)
            {
                Task<bool> send = block.SendAsync(new Tagged(sender, number));
                send.Wait();
            }
        }))];
        Task.WaitAll([receiving, .. sending]);
        block.Complete();
        block.Completion.Wait();
        check.AssertAll(ItemsPerSender);
        run.Count("items by blocking callers", ItemsPerSender * Senders);
    }

    // The block is full and nobody takes anything; all threads of the pool send and wait. Then one gives up, and somebody takes.
    private static void AllFour<TBlock>(StressRun run, TBlock block)
        where TBlock : IPropagatorBlock<Tagged, Tagged>, IReceivableSourceBlock<Tagged>
    {
        int filled = 0;
        while (block.Post(new Tagged(0, filled)))
        {
            filled++;
        }

        using var givesUp = new CancellationTokenSource();
        using var waiting = new CountdownEvent(PoolThreads);
        Task<bool>[] sends = new Task<bool>[PoolThreads];
        Task[] callers = [.. Enumerable.Range(0, PoolThreads).Select(caller => Task.Run(() =>
        {
            sends[caller] = block.SendAsync(new Tagged(1, caller));
            waiting.Signal();
            try
            {
                sends[caller].Wait(caller == 0 ? givesUp.Token : CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // It gives its thread back. What it has sent is still on its way in.
            }
        }))];
        waiting.Wait();

        // This thread is not the pool's.
        givesUp.Cancel();
        List<Tagged> outputs = [];
        for (int i = 0; i < filled + PoolThreads; i++)
        {
            outputs.Add(block.Receive());
            run.Watchdog.Progress();
        }

        Task.WaitAll(callers);
        Task.WaitAll(sends);
        ExactSequence.Assert(
            [.. Enumerable.Range(0, filled).Select(static number => new Tagged(0, number))],
            [.. outputs.Take(filled)],
            "what the block was filled with");
        ExactSequence.Assert(
            [.. Enumerable.Range(0, PoolThreads)],
            [.. outputs.Skip(filled).Select(static item => item.Number).Order()],
            "what the four sent");
        block.Complete();
        block.Completion.Wait();
        run.Count("all four blocked", 1);
    }
}
