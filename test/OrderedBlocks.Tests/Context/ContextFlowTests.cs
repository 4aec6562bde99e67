using System.Globalization;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Context.Senders;

namespace OrderedBlocks.Tests.Context;

/// <summary>Which context a delegate sees: that of its item's sender, however the item was sent, and nobody else's.</summary>
[TestClass]
public sealed class ContextFlowTests
{
    private const int Items = 500;

    [TestMethod]
    public void CaptureExecutionContext_ByDefault_IsOff() => Assert.IsFalse(new OrderedBlockOptions().CaptureExecutionContext);

    [TestMethod]
    [DynamicData(nameof(Matrix), typeof(Senders))]
    public async Task Post_EachItem_IsSeenWithItsSender(DelegateShape shape, Place place)
    {
        OrderedTransformBlock<int, string> block = Create(shape, Options(place: place));
        for (int item = 0; item < Items; item++)
        {
            PostAs(item % 3 == 0 ? null : $"sender {item}", block, item);
        }

        await AssertReceived(
            block, Enumerable.Range(0, Items).Select(static item => TextOf(item, item % 3 == 0 ? null : $"sender {item}")));
        Assert.IsNull(Current.Value);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix), typeof(Senders))]
    public async Task SendAsync_ThatHasToWait_IsSeenWithItsSender(DelegateShape shape, Place place)
    {
        OrderedTransformBlock<int, string> block = Create(shape, Options(capacity: 2, place: place));
        var sends = new List<Task<bool>>();
        for (int item = 0; item < Items; item++)
        {
            As($"sender {item}", () => sends.Add(block.SendAsync(item)));
        }

        await AssertReceived(block, Enumerable.Range(0, Items).Select(static item => TextOf(item, $"sender {item}")));
        CollectionAssert.AreEqual(Enumerable.Repeat(true, Items).ToArray(), await Task.WhenAll(sends).WithTimeout());
    }

    [TestMethod]
    public async Task Post_OfSeveralThreads_EachItemIsSeenWithItsSender()
    {
        const int Threads = 4;
        var block = new OrderedTransformBlock<Tagged, (Tagged Item, string? Sender)>(
            static item => (item, Current.Value), Options(capacity: 64));
        Task[] senders = [.. Enumerable.Range(0, Threads).Select(producer => Task.Run(async () =>
        {
            Current.Value = $"sender {producer}";
            for (int number = 0; number < Items; number++)
            {
                Assert.IsTrue(await block.SendAsync(new Tagged(producer, number)));
            }
        }))];

        var received = new List<(Tagged Item, string? Sender)>();
        while (received.Count < Threads * Items)
        {
            received.Add(await block.ReceiveAsync().WithTimeout());
        }

        await Task.WhenAll(senders).WithTimeout();
        for (int producer = 0; producer < Threads; producer++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, Items).Select(number => (new Tagged(producer, number), (string?)$"sender {producer}")).ToArray(),
                received.Where(output => output.Item.Producer == producer).ToArray());
        }
    }

    [TestMethod]
    [DataRow(DataflowBlockOptions.Unbounded)]
    [DataRow(1000)]
    public async Task PostRange_AllItems_AreSeenWithTheSender(int capacity)
    {
        OrderedTransformBlock<int, string> block = Create(DelegateShape.Synchronous, Options(capacity));
        int[] items = [.. Enumerable.Range(0, Items)];
        As("the first", () => Assert.AreEqual(300, block.PostRange(items.AsSpan(0, 300))));
        As("the second", () => Assert.AreEqual(200, block.PostRange(items.AsSpan(300))));

        await AssertReceived(block, items.Select(static item => TextOf(item, item < 300 ? "the first" : "the second")));
    }

    [TestMethod]
    public async Task Offer_ToBeConsumed_IsSeenWithTheOneWhoOffers()
    {
        OrderedTransformBlock<int, string> block = Create(DelegateShape.Synchronous, Options());
        var source = new ScriptedSource();
        As("the source", () =>
            Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(block, 1, 7, consumeToAccept: true)));

        await AssertReceived(block, [TextOf(7, "the source")]);
    }

    [TestMethod]
    public async Task Offer_PostponedAndFetchedByAnother_IsSeenWithTheOneWhoOffered()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, string>(
            async item =>
            {
                string? sender = Current.Value;
                return TextOf(await gate.Run(item), sender);
            },
            Options(capacity: 1));
        ScriptedSource[] sources = [new(), new(), new()];
        PostAs("the first", block, 0);
        for (int index = 0; index < sources.Length; index++)
        {
            As($"source {index}", () =>
                Assert.AreEqual(DataflowMessageStatus.Postponed, sources[index].Offer(block, 1, index + 1)));
        }

        // The newest offer of a source counts, and its context.
        As("source 1, once more", () => Assert.AreEqual(DataflowMessageStatus.Postponed, sources[1].Offer(block, 2, 22)));
        gate.OpenAll();

        await AssertReceived(
            block,
            [TextOf(0, "the first"), TextOf(1, "source 0"), TextOf(22, "source 1, once more"), TextOf(3, "source 2")]);
    }

    [TestMethod]
    public async Task CallerRuns_ItemsOfOthers_AreSeenWithTheirSenders()
    {
        const int Most = 3000;
        OrderedBlockOptions options = Options(capacity: 8);
        options.CallerRuns = true;
        OrderedTransformBlock<int, string> block = Create(DelegateShape.Synchronous, options);
        var output = new BufferBlock<string>();
        block.LinkTo(output);
        for (int item = 0; item < Most; item++)
        {
            Task<bool> sent = Task.FromResult(false);
            As($"sender {item}", () => sent = block.SendAsync(item));
            Assert.IsTrue(await sent.WithTimeout());
        }

        await AssertReceived(output, Enumerable.Range(0, Most).Select(static item => TextOf(item, $"sender {item}")));
    }

    [TestMethod]
    public async Task SuppressedFlow_NothingIsSeen()
    {
        OrderedTransformBlock<int, string> block = Create(DelegateShape.Synchronous, Options(dop: 1));
        As("the sender", () =>
        {
            Assert.IsTrue(block.Post(1));
            using (ExecutionContext.SuppressFlow())
            {
                Assert.IsTrue(block.Post(2));
                Assert.IsTrue(block.Post(3));
            }

            Assert.IsTrue(block.Post(4));
        });

        await AssertReceived(block, [TextOf(1, "the sender"), TextOf(2, null), TextOf(3, null), TextOf(4, "the sender")]);
    }

    [TestMethod]
    public async Task BlockWithoutTheOption_NothingIsSeen()
    {
        var block = new OrderedTransformBlock<int, string>(
            static item => TextOf(item, Current.Value), new OrderedBlockOptions { MaxDegreeOfParallelism = 2 });
        for (int item = 0; item < Items; item++)
        {
            PostAs("the sender", block, item);
        }

        await AssertReceived(block, Enumerable.Range(0, Items).Select(static item => TextOf(item, null)));
    }

    [TestMethod]
    public async Task Culture_IsTheSenders()
    {
        var block = new OrderedTransformBlock<double, string>(static item => item.ToString(CultureInfo.CurrentCulture), Options());
        CultureInfo before = CultureInfo.CurrentCulture;
        var own = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        own.NumberFormat.NumberDecimalSeparator = "~";
        CultureInfo.CurrentCulture = own;
        Assert.IsTrue(block.Post(1.5));
        CultureInfo.CurrentCulture = before;
        Assert.IsTrue(block.Post(2.5));

        await AssertReceived(block, ["1~5", 2.5.ToString(before)]);
    }

    [TestMethod]
    public void Thread_ThatRunsTheBlocksTasks_KeepsItsOwnContext()
    {
        var scheduler = new ManualScheduler();
        OrderedTransformBlock<int, string> block =
            Create(DelegateShape.Synchronous, Options(place: Place.Scheduler, scheduler: scheduler));
        PostAs("the sender", block, 1);
        ExecutionContext? before = null;
        As("the thread", () =>
        {
            before = ExecutionContext.Capture();
            scheduler.RunAll();
            Assert.AreSame(before, ExecutionContext.Capture());
        });

        Assert.IsTrue(block.TryReceive(null, out string? output));
        Assert.AreEqual(TextOf(1, "the sender"), output);
    }
}
