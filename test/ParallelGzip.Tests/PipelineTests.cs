using ParallelGzip.Codec;
using ParallelGzip.Files;
using ParallelGzip.Pipeline;

namespace ParallelGzip.Tests;

/// <summary>What holds for every engine.</summary>
[TestClass]
public sealed class PipelineTests
{
    private const int BlockSize = 4096;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(nameof(Engine.Serial))]
    [DataRow(nameof(Engine.TransformBlock))]
    [DataRow(nameof(Engine.OrderedTransformBlock))]
    public async Task Run_ManyBlocks_WritesWhatTheSerialLoopWrites(string engine)
    {
        byte[] plain = TestData.Text(300 * BlockSize + 5);

        CollectionAssert.AreEqual(
            await CompressAsync(nameof(Engine.Serial), 1, plain), await CompressAsync(engine, 4, plain));
    }

    [TestMethod]
    [DataRow(nameof(Engine.Serial))]
    [DataRow(nameof(Engine.TransformBlock))]
    [DataRow(nameof(Engine.OrderedTransformBlock))]
    public async Task Run_TransformFails_ThrowsThat(string engine)
    {
        int calls = 0;
        Chunk Fail(Chunk chunk) =>
            Interlocked.Increment(ref calls) == 10 ? throw new InvalidDataException("the tenth") : chunk;

        InvalidDataException fault = await Assert.ThrowsExactlyAsync<InvalidDataException>(
            () => RunAsync(engine, Fail, new EndlessStream(), Stream.Null, TestContext.CancellationToken));

        Assert.AreEqual("the tenth", fault.Message);
    }

    [TestMethod]
    [DataRow(nameof(Engine.Serial))]
    [DataRow(nameof(Engine.TransformBlock))]
    [DataRow(nameof(Engine.OrderedTransformBlock))]
    public async Task Run_WriterFails_ThrowsThat(string engine) =>
        await Assert.ThrowsExactlyAsync<UserErrorException>(
            () => RunAsync(engine, chunk => chunk, new EndlessStream(), new FailingStream(), TestContext.CancellationToken));

    [TestMethod]
    [DataRow(nameof(Engine.Serial))]
    [DataRow(nameof(Engine.TransformBlock))]
    [DataRow(nameof(Engine.OrderedTransformBlock))]
    public async Task Run_Canceled_Ends(string engine)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        int calls = 0;
        Chunk CancelAtTen(Chunk chunk)
        {
            if (Interlocked.Increment(ref calls) == 10)
            {
                stop.Cancel();
            }

            return chunk;
        }

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => RunAsync(engine, CancelAtTen, new EndlessStream(), Stream.Null, stop.Token));
    }

    [TestMethod]
    [DataRow(nameof(Engine.TransformBlock))]
    [DataRow(nameof(Engine.OrderedTransformBlock))]
    public async Task Run_WriterIsSlow_HoldsTheReaderBack(string engine)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var options = new PipelineOptions(Enum.Parse<Engine>(engine), Parallelism: 4);
        int read = 0;
        var tooFar = new TaskCompletionSource();

        // The capacity, one that the writer has, one that waits to be sent, and the next one being read.
        int most = options.Capacity + 3;
        var full = new TaskCompletionSource();
        var input = new EndlessStream(count =>
        {
            read = count;
            if (count == options.Capacity)
            {
                full.SetResult();
            }

            if (count > most)
            {
                tooFar.TrySetResult();
            }
        });
        Task run = RunAsync(engine, chunk => chunk, input, new StuckStream(), stop.Token);

        await full.Task;
        for (int i = 0; i < 1000; i++)
        {
            await Task.Yield();
        }

        Assert.IsFalse(tooFar.Task.IsCompleted, $"{read} blocks were read");
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    private static async Task<byte[]> CompressAsync(string engine, int parallelism, byte[] plain)
    {
        using var output = new MemoryStream();
        await ChunkPipeline.RunAsync(
            BlockReader.ReadAsync(Input(new MemoryStream(plain)), BlockSize, CancellationToken.None),
            new BlockCompressor(6, CancellationToken.None).Compress,
            new ChunkWriter(output, "memory"),
            new PipelineOptions(Enum.Parse<Engine>(engine), parallelism),
            CancellationToken.None);
        return output.ToArray();
    }

    private static Task RunAsync(
        string engine, Func<Chunk, Chunk> transform, Stream input, Stream output, CancellationToken token) =>
        ChunkPipeline.RunAsync(
            BlockReader.ReadAsync(Input(input), BlockSize, token),
            transform,
            new ChunkWriter(output, "memory"),
            new PipelineOptions(Enum.Parse<Engine>(engine), Parallelism: 4),
            token);

    private static InputStream Input(Stream stream) => new(stream, "memory", new NoProgress());
}
