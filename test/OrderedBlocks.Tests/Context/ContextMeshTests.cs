using OrderedBlocks.Tests.Blocks.Actions;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Context.Senders;

namespace OrderedBlocks.Tests.Context;

/// <summary>Where the sender's context goes on to: links, the next blocks, and the delegate that consumes.</summary>
[TestClass]
public sealed class ContextMeshTests
{
    private const int Items = 500;

    public static IEnumerable<object[]> ConsumeShapes => ActionBlocks.ConsumeShapes;

    [TestMethod]
    [DataRow(DataflowBlockOptions.Unbounded)]
    [DataRow(64)]
    [DataRow(1)]
    public async Task TwoBlocks_TheSecondSeesTheFirstOnesSenders(int capacity)
    {
        var first = new OrderedTransformBlock<int, int>(static item => item, Options());
        OrderedTransformBlock<int, string> second = Create(DelegateShape.Synchronous, Options(capacity));
        first.LinkTo(second);
        for (int item = 0; item < Items; item++)
        {
            PostAs($"sender {item}", first, item);
        }

        await AssertReceived(second, Enumerable.Range(0, Items).Select(static item => TextOf(item, $"sender {item}")));
    }

    [TestMethod]
    public async Task TwoBlocks_ThatDropSomeItems_StillBelongTogether()
    {
        var first = new OrderedTransformBlock<int, int>(
            static item => item % 3 == 0 ? throw new OperationCanceledException() : item, Options());
        OrderedTransformBlock<int, string> second = Create(DelegateShape.Task, Options(capacity: 4));
        first.LinkTo(second);
        for (int item = 0; item < Items; item++)
        {
            PostAs($"sender {item}", first, item);
        }

        await AssertReceived(
            second,
            Enumerable.Range(0, Items).Where(static item => item % 3 != 0).Select(static item => TextOf(item, $"sender {item}")));
    }

    [TestMethod]
    public async Task BlockWithoutTheOption_Between_EndsTheFlow()
    {
        var first = new OrderedTransformBlock<int, int>(static item => item, Options());
        var between = new OrderedTransformBlock<int, int>(static item => item, new OrderedBlockOptions());
        OrderedTransformBlock<int, string> last = Create(DelegateShape.Synchronous, Options());
        first.LinkTo(between);
        between.LinkTo(last);
        for (int item = 0; item < Items; item++)
        {
            PostAs($"sender {item}", first, item);
        }

        await AssertReceived(last, Enumerable.Range(0, Items).Select(static item => TextOf(item, null)));
    }

    [TestMethod]
    public void Targets_AreOfferedTheOutputInItsSendersContext()
    {
        var seen = new Log<string>();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options());
        PostAs("the sender", block, 1);
        Wait.Until(() => block.OutputCount == 1, "The output is not there.");
        var target = new ScriptedTarget(offer =>
        {
            seen.Add(TextOf(offer.Value, Current.Value));
            Current.Value = "left behind";
            return DataflowMessageStatus.Accepted;
        });

        // The first by the thread that links, the second by a worker.
        As("the one who links", () => block.LinkTo(target));
        PostAs("the next", block, 2);

        CollectionAssert.AreEqual(
            new[] { TextOf(1, "the sender"), TextOf(2, "the next") }, seen.WaitForCount(2));
        Assert.IsNull(Current.Value);
    }

    [TestMethod]
    public async Task SuppressedFlow_DoesNotGoOnToTheNextBlock()
    {
        var first = new OrderedTransformBlock<int, int>(static item => item, Options());
        OrderedTransformBlock<int, string> second = Create(DelegateShape.Synchronous, Options());
        using (ExecutionContext.SuppressFlow())
        {
            Assert.IsTrue(first.Post(1));
        }

        Wait.Until(() => first.OutputCount == 1, "The output is not there.");
        As("the one who links", () =>
        {
            first.LinkTo(second);
            Assert.IsFalse(ExecutionContext.IsFlowSuppressed());
        });

        await AssertReceived(second, [TextOf(1, null)]);
    }

    [TestMethod]
    [DynamicData(nameof(ConsumeShapes))]
    public async Task Consume_EachResult_IsSeenWithItsSender(DelegateShape shape)
    {
        var seen = new Log<string>();
        OrderedActionBlock<int, int> block = ActionBlocks.Create(
            shape,
            async result =>
            {
                string? sender = Current.Value;
                Current.Value = "left behind";
                if (result % 7 == 0)
                {
                    await Task.Yield();
                }

                seen.Add(TextOf(result / 10, sender));
            },
            Options(capacity: 64));
        for (int item = 0; item < Items; item++)
        {
            Task<bool> sent = Task.FromResult(false);
            As(item % 5 == 0 ? null : $"sender {item}", () => sent = block.SendAsync(item));
            Assert.IsTrue(await sent.WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Items).Select(static item => TextOf(item, item % 5 == 0 ? null : $"sender {item}")).ToArray(),
            seen.Entries);
    }

    [TestMethod]
    public async Task Consume_AsALink_TakesTheContextFromTheBlockBefore()
    {
        var seen = new Log<string>();
        var first = new OrderedTransformBlock<int, int>(static item => item, Options());
        var last = new OrderedActionBlock<int, string>(
            See, result => seen.Add($"{result}, consumed with {Current.Value}"), Options(capacity: 2));
        first.LinkTo(last, new DataflowLinkOptions { PropagateCompletion = true });
        for (int item = 0; item < Items; item++)
        {
            PostAs($"sender {item}", first, item);
        }

        first.Complete();
        await last.Completion.WithTimeout();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Items)
                .Select(static item => $"{TextOf(item, $"sender {item}")}, consumed with sender {item}").ToArray(),
            seen.Entries);
    }
}
