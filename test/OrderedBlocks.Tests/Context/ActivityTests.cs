using System.Diagnostics;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>The activities of a block that captures: exactly one an item, with the right parent, name, tags and end.</summary>
[TestClass]
public sealed class ActivityTests
{
    private const int Items = 50;

    public static IEnumerable<object[]> Matrix => Senders.Matrix;

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Items_EachHaveOneActivity_UnderTheirSenders(DelegateShape shape, Place place)
    {
        using var log = new ActivityLog();
        OrderedTransformBlock<int, string> block = Senders.Create(shape, Options(place: place));
        for (int item = 0; item < Items; item++)
        {
            log.As($"sender {item}", () => Assert.IsTrue(block.Post(item)));
        }

        for (int item = 0; item < Items; item++)
        {
            await block.ReceiveAsync().WithTimeout();
        }

        // An output is there only after its item's activity has stopped.
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Items)
                .Select(static item => $"orderedblocks.transform traced {item} of sender {item}: Unset -").ToArray(),
            log.Lines);
        Assert.HasCount(Items, log.Started);
        Assert.IsTrue(log.Stopped.All(static activity => activity is
        {
            Kind: ActivityKind.Internal,
            DisplayName: "orderedblocks.transform",
            Source: { Name: "OrderedBlocks", Version: "0.1.0" },
            IsStopped: true,
        }));
        Assert.AreEqual(
            "orderedblocks.block.name, orderedblocks.item.position",
            string.Join(", ", log.Stopped[0].TagObjects.Select(static tag => tag.Key)));
        Assert.AreSame(log.Root, Activity.Current);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Delegate_SeesItsItemsActivity_AlsoAfterAnAwait(bool isSynchronous)
    {
        using var log = new ActivityLog();
        var block = isSynchronous
            ? new OrderedTransformBlock<int, string?>(static _ => Activity.Current?.SpanId.ToHexString(), Options())
            : new OrderedTransformBlock<int, string?>(
                static async _ =>
                {
                    await Task.Yield();
                    return Activity.Current?.SpanId.ToHexString();
                },
                Options());
        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(block.Post(item));
        }

        var seen = new List<string?>();
        while (seen.Count < Items)
        {
            seen.Add(await block.ReceiveAsync().WithTimeout());
        }

        CollectionAssert.AreEqual(log.Stopped.Select(static activity => activity.SpanId.ToHexString()).ToArray(), seen);
        Assert.AreEqual(Items, seen.Distinct().Count());
    }

    [TestMethod]
    public async Task Activity_OfAPendingTask_StopsWhenThatEnds()
    {
        using var log = new ActivityLog();
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options());
        Assert.IsTrue(block.Post(0));
        Assert.IsTrue(block.Post(1));
        gate.WaitForStarts(2);
        Assert.HasCount(2, log.Started);
        Assert.IsEmpty(log.Stopped);

        gate.Open(1);
        Wait.Until(() => log.Stopped.Length == 1, "Nothing has stopped.");
        log.AssertLines("orderedblocks.transform traced 1 of test: Unset -");

        gate.Open(0);
        Assert.AreEqual(0, await block.ReceiveAsync().WithTimeout());
        Assert.HasCount(2, log.Stopped);
    }

    [TestMethod]
    public async Task Failure_OfASynchronousDelegate_IsRecorded()
    {
        using var log = new ActivityLog();
        var block = new OrderedTransformBlock<int, int>(
            static item => item == 1 ? throw new InvalidTimeZoneException("no such zone") : item, Options(dop: 1));
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        await block.Completion.ToEnd();

        AssertFailed(log, nameof(InvalidTimeZoneException));
    }

    [TestMethod]
    public async Task Failure_OfATask_IsRecordedWithAllItsExceptions()
    {
        using var log = new ActivityLog();
        var source = new TaskCompletionSource<int>();
        var block = new OrderedTransformBlock<int, int>(
            item => item == 1 ? source.Task : Task.FromResult(item), Options(dop: 1));
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        Wait.Until(() => log.Started.Length == 2, "The second has not started.");
        source.SetException([new InvalidTimeZoneException("no such zone"), new TimeoutException()]);
        await block.Completion.ToEnd();

        AssertFailed(log, nameof(InvalidTimeZoneException), nameof(TimeoutException));
    }

    [TestMethod]
    public async Task DroppedItems_SayWhy()
    {
        using var log = new ActivityLog();
        var block = new OrderedTransformBlock<int, int>(
            static item => item switch
            {
                0 => throw new OperationCanceledException(),
                1 => Task.FromCanceled<int>(new CancellationToken(canceled: true)),
                2 => null!,
                _ => Task.FromResult(item),
            },
            Options(dop: 1));
        Assert.AreEqual(4, block.PostRange([0, 1, 2, 3]));
        Assert.AreEqual(3, await block.ReceiveAsync().WithTimeout());

        log.AssertLines(
            "orderedblocks.transform traced 0 of test: Unset canceled",
            "orderedblocks.transform traced 1 of test: Unset canceled",
            "orderedblocks.transform traced 2 of test: Unset null_task",
            "orderedblocks.transform traced 3 of test: Unset -");
    }

    [TestMethod]
    public async Task QueuedItems_OfAFaultedBlock_HaveNone()
    {
        using var log = new ActivityLog();
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(dop: 1));
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        gate.WaitForStart(0);
        block.Fault(new InvalidOperationException());
        gate.OpenAll();
        await block.Completion.ToEnd();

        log.AssertLines("orderedblocks.transform traced 0 of test: Unset -");
        Assert.HasCount(1, log.Started);
    }

    [TestMethod]
    public async Task Position_OfAMessageThatIsGone_IsNotGivenAgain()
    {
        using var log = new ActivityLog();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options());
        var source = new ScriptedSource { OnConsume = static id => id != 2 };
        for (int id = 1; id <= 3; id++)
        {
            source.Offer(block, id, id, consumeToAccept: true);
        }

        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual(3, await block.ReceiveAsync().WithTimeout());
        log.AssertLines(
            "orderedblocks.transform traced 0 of test: Unset -",
            "orderedblocks.transform traced 2 of test: Unset -");
    }

    [TestMethod]
    public async Task TwoBlocks_BothActivitiesAreTheSenders()
    {
        using var log = new ActivityLog();
        var first = new OrderedTransformBlock<int, int>(static item => item, Options(name: "first"));
        var second = new OrderedTransformBlock<int, int>(static item => item, Options(name: "second"));
        first.LinkTo(second);
        for (int item = 0; item < Items; item++)
        {
            log.As($"sender {item}", () => Assert.IsTrue(first.Post(item)));
        }

        await Senders.AssertReceived(second, Enumerable.Range(0, Items));
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, Items)
                .SelectMany(static item => new[]
                {
                    $"orderedblocks.transform first {item} of sender {item}: Unset -",
                    $"orderedblocks.transform second {item} of sender {item}: Unset -",
                }).ToArray(),
            log.Lines);
    }

    [TestMethod]
    public async Task ActionBlock_OneActivityAnItem_AndConsumeSeesTheSenders()
    {
        using var log = new ActivityLog();
        var consumed = new Log<string?>();
        var block = new OrderedActionBlock<int, int>(
            static item => item, _ => consumed.Add(Activity.Current?.OperationName), Options());
        for (int item = 0; item < Items; item++)
        {
            log.As($"sender {item}", () => Assert.IsTrue(block.Post(item)));
        }

        block.Complete();
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Items)
                .Select(static item => $"orderedblocks.produce traced {item} of sender {item}: Unset -").ToArray(),
            log.Lines);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).Select(static item => $"sender {item}").ToArray(), consumed.Entries);
    }

    [TestMethod]
    public async Task BlockWithoutTheOption_HasNone()
    {
        using var log = new ActivityLog();
        OrderedBlockOptions options = Options();
        options.CaptureExecutionContext = false;
        var block = new OrderedTransformBlock<int, string?>(static _ => Activity.Current?.OperationName, options);
        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(block.Post(item));
        }

        await Senders.AssertReceived(block, Enumerable.Repeat<string?>(null, Items));
        Assert.IsEmpty(log.Started);
    }

    private static OrderedBlockOptions Options(int dop = 2, Place place = Place.Pool, string name = "traced")
    {
        OrderedBlockOptions options = Senders.Options(dop: dop, place: place);
        options.NameFormat = name;
        return options;
    }

    private static void AssertFailed(ActivityLog log, params string[] errors)
    {
        log.AssertLines(
            "orderedblocks.transform traced 0 of test: Unset -",
            $"orderedblocks.transform traced 1 of test: Error System.{errors[0]}");
        Assert.AreEqual("no such zone", log.Stopped[1].StatusDescription);
        CollectionAssert.AreEqual(
            errors.Select(static error => $"exception System.{error}").ToArray(),
            log.Stopped[1].Events
                .Select(static entry => $"{entry.Name} {entry.Tags.Single(static tag => tag.Key == "exception.type").Value}").ToArray());
    }
}
