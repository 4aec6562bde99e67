using System.Diagnostics;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>The examples of docs/tracing.md.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TracingExamples
{
    [TestMethod]
    public async Task Context()
    {
        // <example: tracing-context>
        var tenant = new AsyncLocal<string?>();
        var block = new OrderedTransformBlock<int, string>(
            order => $"order {order} of {tenant.Value}",
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, CaptureExecutionContext = true });

        tenant.Value = "north";
        block.Post(1);
        tenant.Value = "south";
        block.Post(2);

        string first = await block.ReceiveAsync();  // order 1 of north
        string second = await block.ReceiveAsync(); // order 2 of south
        // </example>
        Assert.AreEqual("order 1 of north", first);
        Assert.AreEqual("order 2 of south", second);
    }

    [TestMethod]
    public async Task Listener()
    {
        string file = Path.GetTempFileName();
        TextWriter before = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            // <example: tracing-listener>
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "OrderedBlocks",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Console.WriteLine(
                    $"{activity.GetTagItem("orderedblocks.block.name")} {activity.GetTagItem("orderedblocks.item.position")}: {activity.Duration}"),
            };
            ActivitySource.AddActivityListener(listener);

            var block = new OrderedTransformBlock<string, byte[]>(
                File.ReadAllBytes,
                new OrderedBlockOptions { NameFormat = "read", CaptureExecutionContext = true });
            // </example>
            Assert.IsTrue(block.Post(file));
            Assert.IsEmpty(await block.ReceiveAsync().WithTimeout());
            Assert.StartsWith("read 0: ", written.ToString());
        }
        finally
        {
            Console.SetOut(before);
            File.Delete(file);
        }
    }
}
