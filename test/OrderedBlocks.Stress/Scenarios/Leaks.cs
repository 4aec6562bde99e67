using System.Runtime.CompilerServices;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: ten million items, and a hundred thousand sends, receives and waits for an output that are canceled, against a
/// long-lived token and a block that stays: once a block with an array of slots, once one with segments. Allowed: the managed
/// heap ends where it was after the warm-up, give or take the tolerance; what went in and what came out can be collected.
/// Forbidden: anything else.
/// </summary>
/// <remarks>
/// The tolerance is 160 KB: one object of the smallest size, or one reference, kept for each of the quick size's ten thousand
/// canceled calls is more than that (240 KB with the object's header, 80 KB a reference, of which a registration has
/// several), while what comes and goes by itself, such as pooled arrays, queue segments of the pool and timers, is less.
/// </remarks>
internal sealed class Leaks : IScenario
{
    private const long Tolerance = 160 * 1024;
    private const int PerBatch = 500;

    public string Name => "leaks";

    public string Summary => "Ten million items, a hundred thousand canceled calls: the heap must not grow.";

    public async Task RunAsync(StressRun run)
    {
        using var longLived = new CancellationTokenSource();
        foreach (int capacity in (int[])[64, 20_000, DataflowBlockOptions.Unbounded])
        {
            var block = new OrderedTransformBlock<Parcel, Parcel>(
                static item => new Parcel(item.Number),
                new ExecutionDataflowBlockOptions
                {
                    BoundedCapacity = capacity,
                    MaxDegreeOfParallelism = 2,
                    CancellationToken = longLived.Token,
                });
            run.Show($"capacity {capacity}", block);
            int items = run.Pick(200_000, 10_000_000 / 3);
            int calls = run.Pick(10_000, 100_000 / 3);

            // The warm-up does everything that is to be done later, so that all that is made once has been made.
            await FlowAsync(run, block, 100_000);
            await CancelAsync(run, block, 5000, capacity, longLived.Token);
            long before = Weigh();
            await FlowAsync(run, block, items);
            await CancelAsync(run, block, calls, capacity, longLived.Token);
            long growth = Weigh() - before;
            if (growth > Tolerance)
            {
                throw new ViolationException($"With a capacity of {capacity} the heap has grown by {growth:N0} bytes.");
            }

            AssertCollectable(run, block);
            block.Complete();
            await block.Completion;
            BlockCounters.AssertAtRest(block);
            run.Count("items", items);
            run.Watchdog.ShowNothing();
        }
    }

    // Compacts, too: the heap is what is alive, and nothing else.
    private static long Weigh()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task FlowAsync(StressRun run, OrderedTransformBlock<Parcel, Parcel> block, int items)
    {
        Task sending = Task.Run(async () =>
        {
            for (int number = 0; number < items; number++)
            {
                await block.SendAsync(new Parcel(number));

                // An unbounded block must not become as long as the flow: its segments stay.
                while (block.InputCount > 30_000)
                {
                    await Task.Yield();
                }
            }
        });
        for (int number = 0; number < items; number++)
        {
            Parcel item = block.TryReceive(null, out Parcel? ready) ? ready : await block.ReceiveAsync();
            if (item.Number != number)
            {
                throw new ViolationException($"{item.Number} came out, {number} had to.");
            }

            if (number % 1000 == 0)
            {
                run.Watchdog.Progress();
            }
        }

        await sending;
    }

    private static async Task CancelAsync(
        StressRun run, OrderedTransformBlock<Parcel, Parcel> block, int calls, int capacity, CancellationToken longLived)
    {
        for (int done = 0; done < calls; done += PerBatch)
        {
            await CanceledAsync(token => block.ReceiveAsync(token), longLived);
            await CanceledAsync(token => block.OutputAvailableAsync(token), longLived);
            if (capacity != DataflowBlockOptions.Unbounded)
            {
                await CancelSendsAsync(block, capacity, longLived);
            }

            run.Watchdog.Progress();
        }

        run.Count("canceled calls", (long)calls * (capacity == DataflowBlockOptions.Unbounded ? 2 : 3));
    }

    private static async Task CancelSendsAsync(
        OrderedTransformBlock<Parcel, Parcel> block, int capacity, CancellationToken longLived)
    {
        int filled = 0;
        while (block.Post(new Parcel(filled)))
        {
            filled++;
        }

        if (filled != capacity)
        {
            throw new ViolationException($"A capacity of {capacity} took {filled} items.");
        }

        await CanceledAsync(token => block.SendAsync(new Parcel(-1), token), longLived);

        // Behind all that was canceled: when it is in, the others have been looked at.
        Task<bool> last = block.SendAsync(new Parcel(filled), longLived);
        for (int number = 0; number <= filled; number++)
        {
            Parcel item = await block.ReceiveAsync(longLived);
            if (item.Number != number)
            {
                throw new ViolationException($"{item.Number} came out, {number} had to: a canceled one, perhaps.");
            }
        }

        await last;
    }

    // Starts a batch of calls, cancels all of them, and waits for their ends.
    private static async Task CanceledAsync(Func<CancellationToken, Task> call, CancellationToken longLived)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(longLived);
        Task[] calls = [.. Enumerable.Range(0, PerBatch).Select(_ => call(linked.Token))];
        await linked.CancelAsync();
        foreach (Task one in calls)
        {
            await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!one.IsCanceled)
            {
                throw new ViolationException($"A call that was canceled ended as {one.Status}.");
            }
        }
    }

    private static void AssertCollectable(StressRun run, OrderedTransformBlock<Parcel, Parcel> block)
    {
        const int Parcels = 50;
        List<WeakReference> references = [];
        Pass(block, references, Parcels);
        Weigh();
        int alive = references.Count(static reference => reference.IsAlive);
        if (alive != 0)
        {
            throw new ViolationException($"{alive} of {references.Count} inputs and outputs are still held.");
        }

        GC.KeepAlive(block);
        run.Count("weak references", references.Count);
    }

    // Not inlined: no local of the caller is to hold what it makes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Pass(OrderedTransformBlock<Parcel, Parcel> block, List<WeakReference> references, int parcels)
    {
        for (int number = 0; number < parcels; number++)
        {
            references.Add(Post(block, number));
            references.Add(Receive(block));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Post(OrderedTransformBlock<Parcel, Parcel> block, int number)
    {
        var parcel = new Parcel(number);
        return block.Post(parcel) ? new WeakReference(parcel) : throw new ViolationException("A post was declined.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Receive(OrderedTransformBlock<Parcel, Parcel> block) => new(block.Receive());

    private sealed class Parcel(int number)
    {
        public int Number => number;
    }
}
