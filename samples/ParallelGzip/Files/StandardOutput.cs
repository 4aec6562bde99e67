using Microsoft.Win32.SafeHandles;

namespace ParallelGzip.Files;

/// <summary>Standard output, opened so that a reader that went away is an error.</summary>
internal static class StandardOutput
{
    public static Stream Open()
    {
        // The console's stream swallows "broken pipe", and a long compression would run on for nobody. A FileStream
        // reports it; but a FileStream keeps an offset of its own, and would start at 0 in "(a; b) > file". So each is
        // taken for what it does right.
        if (!OperatingSystem.IsWindows())
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
            {
                return pipe;
            }
        }

        return Console.OpenStandardOutput();
    }
}
