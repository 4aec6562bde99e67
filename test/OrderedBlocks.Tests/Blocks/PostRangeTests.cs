using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>PostRange of both blocks: exact counts, exact sequences, and nobody overtaken.</summary>
[TestClass]
public sealed class PostRangeTests
{
    private const int Unbounded = DataflowBlockOptions.Unbounded;

    private static readonly bool[] s_kinds = [false, true];
    private static readonly int[] s_capacities = [1, 2, 3, 7, 127, 128, 129, 1000, 20_000];
    private static readonly int[] s_beyond = [-1, 0, 1, 300];

    public static IEnumerable<object[]> Kinds => s_kinds.Select(static consumes => new object[] { consumes });

    public static IEnumerable<object[]> Capacities =>
        from consumes in s_kinds
        from capacity in s_capacities
        from beyond in s_beyond
        select new object[] { consumes, capacity, beyond };

    [TestMethod]
    [DynamicData(nameof(Capacities))]
    public async Task PostRange_AroundTheCapacity_AcceptsExactlyWhatThereIsRoomFor(bool consumes, int capacity, int beyond)
    {
        var gate = new Gate();
        var block = new RangeBlock(consumes, gate.Run, Options(capacity));
        int accepted = Math.Min(capacity, capacity + beyond);

        Assert.AreEqual(accepted, block.PostRange(Numbers(0, capacity + beyond)));
        Assert.AreEqual(capacity - accepted, block.PostRange(Numbers(accepted, 2)));
        Assert.AreEqual(0, block.PostRange(Numbers(-1, 1)));
        Assert.IsFalse(block.Target.Post(-1));

        gate.OpenAll();
        block.Target.Complete();
        await Await.Ends(block.Target.Completion);
        CollectionAssert.AreEqual(Numbers(0, capacity), block.Outputs.Entries);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = capacity, Released = capacity }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void PostRange_AfterSomeHaveLeft_AcceptsAsMany(bool consumes)
    {
        var gate = new Gate();
        var block = new RangeBlock(consumes, gate.Run, Options(5));
        Assert.AreEqual(5, block.PostRange(Numbers(0, 8)));
        gate.Open(0, 1, 2);
        block.Outputs.WaitForCount(3);
        Await.Until(() => block.Statistics.Released == 3, "three have left");

        Assert.AreEqual(3, block.PostRange(Numbers(5, 8)));
        Assert.AreEqual(0, block.PostRange(Numbers(8, 8)));
        gate.OpenAll();
        CollectionAssert.AreEqual(Numbers(0, 8), block.Outputs.WaitForCount(8));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void PostRange_WithoutABound_AcceptsAllAcrossSegments(bool consumes)
    {
        var gate = new Gate();
        var block = new RangeBlock(consumes, gate.Run, Options(Unbounded));
        int sent = 0;
        foreach (int length in new[] { 1, 255, 256, 257, 5000, 3 })
        {
            Assert.AreEqual(length, block.PostRange(Numbers(sent, length)));
            sent += length;
        }

        gate.WaitForStart(0);
        Await.Until(() => block.InputCount == sent - 1, "one is at work");
        gate.OpenAll();
        CollectionAssert.AreEqual(Numbers(0, sent), block.Outputs.WaitForCount(sent));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void PostRange_OfNothing_IsZero(bool consumes)
    {
        var block = new RangeBlock(consumes, Task.FromResult, Options(5));
        Assert.AreEqual(0, block.PostRange([]));
        Assert.AreEqual(default, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task PostRange_OfABlockThatTakesNoMore_IsZero(bool consumes)
    {
        using var cancellation = new CancellationTokenSource();
        ExecutionDataflowBlockOptions options = Options(5);
        options.CancellationToken = cancellation.Token;
        var completed = new RangeBlock(consumes, Task.FromResult, Options(5));
        var faulted = new RangeBlock(consumes, Task.FromResult, Options(5));
        var canceled = new RangeBlock(consumes, Task.FromResult, options);
        completed.Target.Complete();
        faulted.Target.Fault(new InvalidOperationException());
        await cancellation.CancelAsync();
        foreach (RangeBlock block in new[] { completed, faulted, canceled })
        {
            Assert.AreEqual(0, block.PostRange(Numbers(0, 3)));
            await Await.EndsSomehow(block.Target.Completion);
            Assert.AreEqual(0, block.PostRange(Numbers(0, 3)));
            Assert.AreEqual(default, block.Statistics);
        }
    }

    // The sender's message is being fetched, and there is room for one more behind it: but it waited first.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void PostRange_WhileASenderWaitsBesideRoom_IsZero(bool consumes)
    {
        using var fetches = new ManualResetEventSlim();
        using var mayFetch = new ManualResetEventSlim();
        var gate = new Gate();
        var block = new RangeBlock(consumes, gate.Run, Options(2));
        Assert.AreEqual(2, block.PostRange(Numbers(0, 2)));
        var source = new ScriptedSource
        {
            OnConsume = _ =>
            {
                fetches.Set();
                Wait.ForEvent(mayFetch);
                return true;
            },
        };
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(block.Target, id: 1, value: 2));
        Assert.AreEqual(0, block.PostRange(Numbers(-1, 1)));

        gate.Open(0, 1);
        Wait.ForEvent(fetches);
        block.Outputs.WaitForEntry(0);
        Assert.AreEqual(0, block.PostRange(Numbers(-1, 1)));
        mayFetch.Set();
        gate.OpenAll();
        CollectionAssert.AreEqual(Numbers(0, 3), block.Outputs.WaitForCount(3));
        int accepted = 0;
        Await.Until(() => (accepted = block.PostRange(Numbers(3, 2))) > 0, "the gate is open again");
        CollectionAssert.AreEqual(Numbers(0, 3 + accepted), block.Outputs.WaitForCount(3 + accepted));
    }

    // Ranges, single items and sends at once; everybody's items in his order, and those of a part next to each other.
    [TestMethod]
    [DataRow(false, 4)]
    [DataRow(true, 4)]
    [DataRow(false, 300)]
    [DataRow(true, 300)]
    [DataRow(false, Unbounded)]
    [DataRow(true, Unbounded)]
    public async Task PostRange_AmongOtherProducers_KeepsEachOnesSequence(bool consumes, int capacity)
    {
        const int Producers = 4;
        const int Items = 4000;
        ExecutionDataflowBlockOptions options = Options(capacity);
        options.MaxDegreeOfParallelism = 2;
        var block = new RangeBlock(consumes, Task.FromResult, options);

        await Await.Ends(Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < Items;)
            {
                int item = (producer * Items) + number;
                if (producer % 2 == 0)
                {
                    int length = Math.Min(1 + (number % 200), Items - number);
                    int accepted = block.PostRange(Numbers(item, length));
                    number += accepted;
                    if (accepted == 0)
                    {
                        await Task.Yield();
                    }
                }
                else
                {
                    Assert.IsTrue(number % 3 == 0 && block.Target.Post(item) || await block.Target.SendAsync(item));
                    number++;
                }
            }
        }))));
        block.Target.Complete();
        await Await.Ends(block.Target.Completion);

        int[] outputs = block.Outputs.Entries;
        for (int producer = 0; producer < Producers; producer++)
        {
            CollectionAssert.AreEqual(
                Numbers(producer * Items, Items), outputs.Where(output => output / Items == producer).ToArray());
        }

        Assert.HasCount(Producers * Items, outputs);
    }

    // What was accepted comes out, to the last item; what was not does not.
    [TestMethod]
    [DataRow(false, 64)]
    [DataRow(true, 64)]
    [DataRow(false, Unbounded)]
    [DataRow(true, Unbounded)]
    public async Task PostRange_WhileTheBlockIsCompleted_LosesNothing(bool consumes, int capacity)
    {
        for (int round = 0; round < 50; round++)
        {
            var block = new RangeBlock(consumes, Task.FromResult, Options(capacity));
            using var start = new Barrier(3);
            Task<int>[] posting = [.. Enumerable.Range(0, 2).Select(producer => Task.Run(() =>
            {
                start.SignalAndWait();
                int accepted = 0;
                for (int attempts = 0; attempts < 20; attempts++)
                {
                    accepted += block.PostRange(Numbers((producer * 10_000) + accepted, 40));
                }

                return accepted;
            }))];
            start.SignalAndWait();
            Thread.SpinWait(round * 20);
            block.Target.Complete();
            int[] accepted = await Await.Ends(Task.WhenAll(posting));
            await Await.Ends(block.Target.Completion);

            int[] outputs = block.Outputs.Entries;
            CollectionAssert.AreEqual(Numbers(0, accepted[0]), outputs.Where(static output => output < 10_000).ToArray());
            CollectionAssert.AreEqual(Numbers(10_000, accepted[1]), outputs.Where(static output => output >= 10_000).ToArray());
        }
    }

    private static int[] Numbers(int first, int count) => [.. Enumerable.Range(first, count)];

    private static ExecutionDataflowBlockOptions Options(int capacity) => new() { BoundedCapacity = capacity };
}
