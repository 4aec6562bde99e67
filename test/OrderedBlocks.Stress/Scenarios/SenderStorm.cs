using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: eight threads that start 10,000 sends at once, of which a third are canceled at random moments, and one consumer.
/// Allowed: what was sent and not canceled comes out, each thread's items in the order in which it started to send them.
/// Forbidden: an item whose send was canceled comes out, one whose send ended well does not, or a send that never ends.
/// </summary>
internal sealed class SenderStorm : IScenario
{
    private const int Starters = 8;
    private const int SendsPerStarter = 1250;

    public string Name => "sender-storm";

    public string Summary => "10,000 sends at once into a small block, a third of them canceled.";

    public async Task RunAsync(StressRun run)
    {
        int storms = run.Pick(30, 200);
        for (int storm = 0; storm < storms; storm++)
        {
            await StormAsync(run);
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task StormAsync(StressRun run)
    {
        var options = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = run.Random.Next(3) == 0 ? 1 : run.Random.Next(2, 200),
            MaxDegreeOfParallelism = run.Random.Next(1, 5),
        };
        var block = new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
        run.Show("block", block);
        var sends = new Send[Starters][];
        int seed = run.Random.Next();
        var canceling = new List<CancellationTokenSource>();
        for (int starter = 0; starter < Starters; starter++)
        {
            sends[starter] = new Send[SendsPerStarter];
            for (int number = 0; number < SendsPerStarter; number++)
            {
                CancellationTokenSource? cancellation = run.Random.Next(3) == 0 ? new CancellationTokenSource() : null;
                sends[starter][number] = new Send(new Tagged(starter, number), cancellation);
                if (cancellation is not null)
                {
                    canceling.Add(cancellation);
                }
            }
        }

        List<Tagged> outputs = [];
        var sink = new ActionBlock<Tagged>(
            item =>
            {
                outputs.Add(item);
                run.Watchdog.Progress();
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = run.Random.Next(1, 20) });

        // The consumer comes late in some storms: then all sends wait, and are canceled as they wait.
        bool isLate = run.Random.Next(2) == 0;
        if (!isLate)
        {
            block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        }

        Task starting = Task.WhenAll(sends.Select(mine => Task.Run(() =>
        {
            foreach (Send send in mine)
            {
                send.Start(block);
            }
        })));
        Task cancels = Task.Run(() =>
        {
            var random = new Random(seed);
            CancellationTokenSource[] order = [.. canceling];
            random.Shuffle(order);
            foreach (CancellationTokenSource cancellation in order)
            {
                Thread.SpinWait(random.Next(200));
                cancellation.Cancel();
            }
        });
        await starting;
        if (isLate)
        {
            block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        }

        await cancels;
        foreach (Send send in sends.SelectMany(static mine => mine))
        {
            await send.EndAsync();
            run.Watchdog.Progress();
        }

        block.Complete();
        await sink.Completion;
        Check(sends, outputs);
        await block.Completion;
        BlockCounters.AssertBalanced(block, outputs.Count, outputs.Count);
        run.Count("sends", Starters * SendsPerStarter);
        run.Count("canceled", (Starters * SendsPerStarter) - outputs.Count);
        foreach (CancellationTokenSource cancellation in canceling)
        {
            cancellation.Dispose();
        }
    }

    private static void Check(Send[][] sends, List<Tagged> outputs)
    {
        for (int starter = 0; starter < Starters; starter++)
        {
            Tagged[] sent = [.. sends[starter].Where(static send => send.WasTaken).Select(static send => send.Item)];
            Tagged[] cameOut = [.. outputs.Where(item => item.Producer == starter)];
            ExactSequence.Assert(sent, cameOut, $"thread {starter}");
        }
    }

    private sealed class Send(Tagged item, CancellationTokenSource? cancellation)
    {
        private Task<bool>? _task;

        public Tagged Item => item;

        public bool WasTaken { get; private set; }

        public void Start(ITargetBlock<Tagged> block) => _task = block.SendAsync(item, cancellation?.Token ?? default);

        public async Task EndAsync()
        {
            await ((Task)_task!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            WasTaken = _task.Status == TaskStatus.RanToCompletion;
            if (_task.IsFaulted || (WasTaken && !await _task) || (_task.IsCanceled && cancellation is null))
            {
                throw new ViolationException($"The send of {item} ended as {_task.Status}.");
            }
        }
    }
}
