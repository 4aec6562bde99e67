using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A task that has failed with an <see cref="OperationCanceledException"/> has failed: it was not canceled, and the block is faulted, as
/// TransformBlock is.
/// </summary>
[TestClass]
public sealed class FailedByACancellationTests
{
    private static readonly string[] s_blocks = ["TransformBlock", "Transform", "Transform, value tasks", "Action"];

    private static readonly bool[] s_both = [false, true];

    public static IEnumerable<object[]> Blocks =>
        from block in s_blocks from later in s_both select new object[] { block, later };

    [TestMethod]
    [DynamicData(nameof(Blocks))]
    public async Task Task_FailedByACancellation_FaultsTheBlock(string kind, bool later)
    {
        var error = new OperationCanceledException();
        ITargetBlock<int> block = Create(kind, item => Fail(error, later));
        Assert.IsTrue(block.Post(1));
        block.Complete();
        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        Assert.AreSame(error, block.Completion.Exception!.InnerException);
    }

    private static ITargetBlock<int> Create(string kind, Func<int, Task<int>> run) => kind switch
    {
        "TransformBlock" => new TransformBlock<int, int>(run),
        "Transform" => new OrderedTransformBlock<int, int>(run),
        "Transform, value tasks" => new OrderedTransformBlock<int, int>((item, _) => new ValueTask<int>(run(item))),
        _ => new OrderedActionBlock<int, int>(static item => item, (item, _) => new ValueTask(run(item))),
    };

    // Not an async method: what that throws cancels its task.
    private static Task<int> Fail(Exception error, bool later)
    {
        if (!later)
        {
            return Task.FromException<int>(error);
        }

        var failing = new TaskCompletionSource<int>();
        ThreadPool.QueueUserWorkItem(_ => failing.SetException(error));
        return failing.Task;
    }
}
