namespace OrderedBlocks;

/// <summary>Time does not pass in the model, and no thread is interrupted.</summary>
internal sealed class Thread
{
    public static Thread CurrentThread { get; } = new();

    public static void SpinWait(int iterations) => _ = iterations;

    public void UnsafeStart()
    {
    }

    public void Interrupt()
    {
    }
}
